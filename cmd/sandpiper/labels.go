package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
)

// label is a name and a value that tell series apart in the formats that know
// no bare tags.
type label struct{ name, value string }

// labels are what tells a metric from others: its tags, host and device, and
// the instance that it is of. A tag key:value is a label; one without a colon
// becomes a value of the label tag. spell makes a name one of the format; the
// values of what is then the same name are joined by a semicolon.
func labels(o outcome, m check.Metric, spell func(string) string) []label {
	var all []label
	add := func(name, value string) {
		name, value = spell(printable(name)), printable(value)
		i := slices.IndexFunc(all, func(l label) bool { return l.name == name })
		switch {
		case value == "":
		case i < 0:
			all = append(all, label{name, value})
		default:
			all[i].value += ";" + value
		}
	}
	add("check", o.Check)
	add("check_instance", strconv.Itoa(o.Instance))
	add("host", m.Hostname)
	add("device", m.Device)
	for _, tag := range m.Tags {
		name, value, _ := strings.Cut(tag, ":")
		if name == "" || value == "" {
			name, value = "tag", tag
		}
		add(name, value)
	}
	slices.SortFunc(all, func(x, y label) int { return cmp.Compare(x.name, y.name) })
	return all
}
