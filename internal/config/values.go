package config

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// The readers below turn the node of a setting into its value. They report
// what is wrong with it under the setting's name, and then return false. An
// empty value is no mistake: it returns false too, and leaves the default.

// maxSpan keeps sums of spans within time.Duration; nothing is configured in
// more than this.
const maxSpan = 100 * 365 * 24 * time.Hour

// spanForm is what a span may be written as.
type spanForm int

const (
	secondsOnly spanForm = iota
	secondsOrDuration
)

// span reads a time span: a number of seconds, or a Go duration such as 1m30s.
func (d *document) span(name string, n *yaml.Node, form spanForm) (time.Duration, bool) {
	s, err := resolve(n)
	if err != nil || s.kind == isNull {
		d.wrong(name, n, err, "a number of seconds", "")
		return 0, false
	}
	var span time.Duration
	hint := "write the number of seconds, such as 30"
	if form == secondsOrDuration {
		hint = "write a number of seconds or a duration, such as 30 or 1m30s"
	}
	switch {
	case s.kind == isInt || s.kind == isFloat:
		seconds, err := strconv.ParseFloat(s.text, 64)
		if err != nil || math.Abs(seconds) > maxSpan.Seconds() {
			d.fail(n, fmt.Sprintf("%s %s is longer than 100 years", name, show(n)), hint)
			return 0, false
		}
		span = time.Duration(seconds * float64(time.Second))
	case s.kind == isString && form == secondsOrDuration:
		if span, err = time.ParseDuration(s.text); err != nil {
			d.fail(n, fmt.Sprintf("%s %s is not a duration", name, show(n)), hint)
			return 0, false
		}
	default:
		d.fail(n, fmt.Sprintf("%s %s is not a number of seconds", name, show(n)), hint)
		return 0, false
	}
	if span < 0 {
		d.fail(n, fmt.Sprintf("%s %s is negative", name, show(n)), hint)
		return 0, false
	}
	return span, true
}

// positive reads a span that is at least least.
func (d *document) positive(name string, n *yaml.Node, form spanForm, least time.Duration) (time.Duration, bool) {
	span, ok := d.span(name, n, form)
	switch {
	case !ok:
		return 0, false
	case span == 0:
		d.fail(n, fmt.Sprintf("%s %s is not positive", name, show(n)), "")
		return 0, false
	case span < least:
		d.fail(n, fmt.Sprintf("%s %s is shorter than %s", name, show(n), least), "")
		return 0, false
	}
	return span, true
}

// interval reads how often something runs, at least every so often. What is
// longer than a day is taken, and was perhaps meant in other units.
func (d *document) interval(name string, n *yaml.Node, form spanForm, least time.Duration) (time.Duration, bool) {
	span, ok := d.positive(name, n, form, least)
	if ok && span > 24*time.Hour {
		d.warn(n, fmt.Sprintf("%s %s is more than a day", name, show(n)), "a number is in seconds; rates need two runs within 25 hours")
	}
	return span, ok
}

// count reads a whole number from least to most.
func (d *document) count(name string, n *yaml.Node, least, most int64) (int64, bool) {
	s, err := resolve(n)
	if err != nil || s.kind != isInt {
		d.wrong(name, n, err, "a whole number", "")
		return 0, false
	}
	return d.bounded(name, n, s.text, least, most, strconv.FormatInt(least, 10), strconv.FormatInt(most, 10))
}

func (d *document) bounded(name string, n *yaml.Node, digits string, least, most int64, leastShown, mostShown string) (int64, bool) {
	v, err := strconv.ParseInt(digits, 10, 64)
	if err == nil && v >= least && v <= most {
		return v, true
	}
	bound := "more than " + mostShown
	if v < least {
		bound = "less than " + leastShown
	}
	d.fail(n, fmt.Sprintf("%s %s is %s", name, show(n), bound), "")
	return 0, false
}

// size reads a number of bytes, from least to most: 1048576, 1MiB or 10MB.
func (d *document) size(name string, n *yaml.Node, least, most int64) (int64, bool) {
	const hint = "write a number of bytes, or one with its unit, such as 64MiB or 10MB"
	s, err := resolve(n)
	digits, unit := s.text, int64(1)
	if err == nil && s.kind == isString {
		number := strings.TrimRight(s.text, "BKMGTbkmgti ")
		digits = number
		unit = unitOf(strings.TrimSpace(s.text[len(number):]))
	}
	if err != nil || s.kind != isInt && s.kind != isString || unit == 0 {
		d.wrong(name, n, err, "a size", hint)
		return 0, false
	}
	v, perr := strconv.ParseInt(digits, 10, 64)
	if perr != nil && s.kind == isString {
		d.wrong(name, n, nil, "a size", hint)
		return 0, false
	}
	if perr != nil || v > math.MaxInt64/unit {
		v, unit = math.MaxInt64, 1
	}
	return d.bounded(name, n, strconv.FormatInt(v*unit, 10), least, most, showSize(least), showSize(most))
}

func unitOf(name string) int64 {
	switch strings.ToLower(name) {
	case "", "b":
		return 1
	case "kb":
		return 1e3
	case "mb":
		return 1e6
	case "gb":
		return 1e9
	case "kib":
		return 1 << 10
	case "mib":
		return 1 << 20
	case "gib":
		return 1 << 30
	default:
		return 0
	}
}

func showSize(bytes int64) string {
	for _, u := range []string{"GiB", "MiB", "KiB"} {
		if unit := unitOf(u); bytes >= unit && bytes%unit == 0 {
			return strconv.FormatInt(bytes/unit, 10) + " " + u
		}
	}
	if bytes == 1 {
		return "1 byte"
	}
	return strconv.FormatInt(bytes, 10) + " bytes"
}

// yes reads a boolean. A number is one too: the ini file and the environment
// have 1 and 0.
func (d *document) yes(name string, n *yaml.Node) (value, ok bool) {
	s, err := resolve(n)
	if err == nil && (s.kind == isBool || s.kind == isInt) {
		switch s.text {
		case "true", "1":
			return true, true
		case "false", "0":
			return false, true
		}
	}
	d.wrong(name, n, err, "yes or no", "")
	return false, false
}

// text reads a string. A number or a boolean is taken as it is written: a key
// of digits is a key.
func (d *document) text(name string, n *yaml.Node) (string, bool) {
	s, _ := resolve(n)
	if s.kind == isNull || s.kind == isList || s.kind == isMapping {
		d.wrong(name, n, nil, "a string", "")
		return "", false
	}
	return n.Value, true
}

// list reads a list of strings: a YAML list, or one string with commas.
func (d *document) list(name string, n *yaml.Node) ([]string, bool) {
	nodes, ok := d.items(name, n)
	var texts []string
	for _, item := range nodes {
		text, good := d.text("an entry of "+name, item)
		ok = ok && (good || item.Tag == "!!null")
		if text = strings.TrimSpace(text); text != "" {
			texts = append(texts, text)
		}
	}
	return texts, ok
}

// items returns the entries of a YAML list, or of one string with commas.
func (d *document) items(name string, n *yaml.Node) ([]*yaml.Node, bool) {
	if n.Kind == yaml.SequenceNode {
		nodes := make([]*yaml.Node, len(n.Content))
		for i, item := range n.Content {
			nodes[i] = follow(item)
		}
		return nodes, true
	}
	s, _ := resolve(n)
	if s.kind == isNull || s.kind == isMapping {
		d.wrong(name, n, nil, "a list", "")
		return nil, false
	}
	var nodes []*yaml.Node
	for part := range strings.SplitSeq(n.Value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			nodes = append(nodes, &yaml.Node{Kind: yaml.ScalarNode, Value: part, Line: n.Line, Column: n.Column})
		}
	}
	return nodes, true
}

// set reads a list as a sorted set, as tags are.
func (d *document) set(name string, n *yaml.Node) ([]string, bool) {
	texts, ok := d.list(name, n)
	slices.Sort(texts)
	return slices.Compact(texts), ok
}

// path reads a file or folder, relative to base unless it is absolute.
func (d *document) path(name string, n *yaml.Node, base string) (string, bool) {
	text, ok := d.text(name, n)
	if !ok {
		return "", false
	}
	return within(base, text), true
}

// within places a path that is not absolute in the folder base.
func within(base, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(base, path)
}

// wrong reports a value that is not what its setting needs, unless it is empty.
func (d *document) wrong(name string, n *yaml.Node, err error, need, hint string) {
	if err == nil {
		if s, _ := resolve(n); s.kind == isNull {
			return
		}
		err = fmt.Errorf("%s %s is not %s", name, show(n), need)
	}
	d.fail(n, err.Error(), hint)
}

// show is a value in a message: a number as it is, text in quotes, and of a
// list or mapping only that it is one.
func show(n *yaml.Node) string {
	s, _ := resolve(n)
	switch s.kind {
	case isList, isMapping:
		return "(" + s.kind.String() + ")"
	case isString:
		return quote(n.Value)
	default:
		return clip(n.Value)
	}
}

// quote puts a text into a message.
func quote(s string) string { return strconv.Quote(clip(s)) }

func clip(s string) string {
	const most = 60
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
