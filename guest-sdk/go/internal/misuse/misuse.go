// Package misuse is what checks do wrong without failing, and what the agent
// makes of it. Tests hold both against the table: package sandpipertest, which
// stands for the agent where checks are tested, and the agent itself, which
// runs the module in the folder guest.
package misuse

import (
	"math"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
)

// Case is one misuse. The agent drops something or changes it, with one
// warning; an error that the SDK returns besides is not looked at.
type Case struct {
	Do func(c *sandpiper.Check)
	// Drops and Changes are what sandpipertest says of what the agent drops
	// or changes; one of them is empty.
	Drops, Changes string
	// Keeps is what is reported all the same, as a Result of sandpipertest
	// lists it.
	Keeps string
}

// Cases is the table.
func Cases() []Case {
	long := strings.Repeat("a", 1025)
	tooMany := make([]string, 129)
	source := map[string]string{"type": "cmdb"}
	event := func(e sandpiper.Event) func(*sandpiper.Check) {
		return func(c *sandpiper.Check) { c.Event(e) }
	}
	return []Case{
		{Do: func(c *sandpiper.Check) { c.Gauge("", 1) }, Drops: "the name of a metric is empty"},
		{Do: func(c *sandpiper.Check) { c.Gauge("\xff", 1) }, Drops: `the name of a metric is not UTF-8: "\xff"`},
		{Do: func(c *sandpiper.Check) { c.Gauge(long, 1) }, Drops: "the name of a metric is longer than 1024 bytes"},
		{Do: func(c *sandpiper.Check) { c.Gauge("a", math.NaN()) }, Drops: "the value of a is NaN"},
		{Do: func(c *sandpiper.Check) { c.Rate("a", math.Inf(1)) }, Drops: "the value of a is +Inf"},
		{Do: func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Tags(tooMany...)) }, Drops: "129 tags are more than 128"},
		{Do: func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Tags(long)) }, Drops: "a tag is longer than 1024 bytes"},
		{Do: func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Hostname("\xff")) }, Drops: `the hostname of a is not UTF-8: "\xff"`},
		{Do: func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Device("\xff")) }, Drops: `the device of a is not UTF-8: "\xff"`},
		{Do: func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.At(time.Unix(-1, 0))) }, Drops: "the time of a is out of range"},
		{
			Do:    func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Tags("b", "\xff", "")) },
			Drops: `a tag is not UTF-8: "\xff"`, Keeps: "gauge a = 1 [b]",
		},
		{
			Do:      func(c *sandpiper.Check) { c.Gauge("a\x1b[31m", 1) },
			Changes: `control characters in "a\x1b[31m"`, Keeps: "gauge a[31m = 1 []",
		},
		{
			Do:      func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Tags("b\x00")) },
			Changes: `control characters in "b\x00"`, Keeps: "gauge a = 1 [b]",
		},

		{Do: event(sandpiper.Event{Type: "a"}), Drops: `event {"event_type":"a"}: it has neither a title nor a text`},
		{
			Do:    event(sandpiper.Event{Title: "a", Extra: map[string]any{"tags": "b"}}),
			Drops: `event {"msg_title":"a","tags":"b"}: tags is of the wrong type`,
		},
		{Do: event(sandpiper.Event{Title: "a", Timestamp: time.Unix(-1, 0)}), Drops: `event {"msg_title":"a","timestamp":-1}: its time is out of range`},
		{Do: event(sandpiper.Event{Title: "a", Tags: tooMany}), Drops: "129 tags are more than 128"},
		{Do: event(sandpiper.Event{Title: "a", Tags: []string{long}}), Drops: "a tag is longer than 1024 bytes"},
		{Do: event(sandpiper.Event{Title: "a", Extra: fields(129)}), Drops: "129 other fields of an event are more than 128"},
		{Do: event(sandpiper.Event{Text: strings.Repeat("a", 1<<20)}), Drops: "an event is longer than 1048576 bytes"},
		{Do: event(sandpiper.Event{Title: "\x1b[31mred"}), Changes: `control characters in "\x1b[31mred"`, Keeps: `event "[31mred" "" []`},
		{Do: event(sandpiper.Event{Title: "a", Text: "b\r\n"}), Changes: `control characters in "b\r\n"`, Keeps: `event "a" "b\n" []`},
		{Do: event(sandpiper.Event{Title: "a", AggregationKey: "b\x01"}), Changes: `control characters in "b\x01"`, Keeps: `event "a" "" []`},
		{Do: event(sandpiper.Event{Title: "a", AlertType: "bad"}), Changes: `the alert type of an event is "bad"`, Keeps: `event "a" "" []`},
		{Do: event(sandpiper.Event{Title: "a", Priority: "high"}), Changes: `the priority of an event is "high"`, Keeps: `event "a" "" []`},

		{Do: func(c *sandpiper.Check) { c.ServiceCheck("", sandpiper.OK) }, Drops: "the name of a service check is empty"},
		{Do: func(c *sandpiper.Check) { c.ServiceCheck("a", 7) }, Changes: "the status of a is 7", Keeps: `service check a UNKNOWN "" []`},
		{
			Do:      func(c *sandpiper.Check) { c.ServiceCheck("a", sandpiper.OK, sandpiper.Message("b\x01")) },
			Changes: `control characters in "b\x01"`, Keeps: `service check a OK "b" []`,
		},
		{Do: func(c *sandpiper.Check) { c.ServiceMetadata("", "a") }, Drops: "the name of a service's metadata is empty"},

		{Do: func(c *sandpiper.Check) { _ = c.Component(source, "", "a", nil) }, Drops: "the id of a component is empty"},
		{Do: func(c *sandpiper.Check) { _ = c.Component(source, "a", "", nil) }, Drops: "the type of a component is empty"},
		{Do: func(c *sandpiper.Check) { _ = c.Relation(source, "a", "", "b", nil) }, Drops: "the target of a relation is empty"},
		{Do: func(c *sandpiper.Check) { _ = c.Component("cmdb", "a", "b", nil) }, Drops: `the instance ID "cmdb" is not a JSON object`},
		{Do: func(c *sandpiper.Check) { _ = c.Component(source, "a", "b", []int{1}) }, Drops: "the data of a is not a JSON object"},

		{Do: func(c *sandpiper.Check) { _ = c.StateSet(long, 1) }, Drops: "the name is longer than 1024 bytes"},
		{Do: func(c *sandpiper.Check) { _ = c.StateSet("a", strings.Repeat("a", 1<<20)) }, Drops: "the value is longer than 1048576 bytes"},
		{Do: func(c *sandpiper.Check) { _, _ = c.HTTP.Get("http://"+strings.Repeat("a", 1<<16), 0) }, Drops: "the URL or the body is too long"},
		{Do: func(c *sandpiper.Check) { c.Warning("a\x1b") }, Changes: `control characters in "a\x1b"`, Keeps: "warning a"},
		{Do: func(c *sandpiper.Check) { c.Log.Info("a\x1b") }, Changes: `control characters in "a\x1b"`, Keeps: "log info a"},
	}
}

func fields(n int) map[string]any {
	all := map[string]any{}
	for i := range n {
		all["field"+strings.Repeat("x", i)] = i
	}
	return all
}
