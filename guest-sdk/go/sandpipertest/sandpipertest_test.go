package sandpipertest_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

// fakeT is a test that keeps what it is told.
type fakeT struct {
	testing.TB
	errors []string
	fatal  string
}

func (*fakeT) Helper() {}

func (t *fakeT) Errorf(format string, args ...any) {
	t.errors = append(t.errors, fmt.Sprintf(format, args...))
}

func (t *fakeT) Fatalf(format string, args ...any) {
	t.fatal = fmt.Sprintf(format, args...)
	panic(t)
}

// ended calls f and reports with what it ended the test.
func (t *fakeT) ended(f func()) (with string) {
	defer func() {
		if r := recover(); r != nil && r != any(t) {
			panic(r)
		}
		with = t.fatal
	}()
	f()
	return ""
}

func TestWhatTheAgentWouldDropIsDroppedAndFailsTheTest(t *testing.T) {
	tooMany := make([]string, 129)
	source := map[string]string{"type": "cmdb"}
	for _, test := range []struct {
		misuse func(c *sandpiper.Check)
		want   string
	}{
		{func(c *sandpiper.Check) { c.Gauge("", 1) }, "the name of a metric is empty"},
		{func(c *sandpiper.Check) { c.Gauge("\x00", 1) }, "the name of a metric is empty"},
		{func(c *sandpiper.Check) { c.Gauge("\xff", 1) }, `the name of a metric is not UTF-8: "\xff"`},
		{func(c *sandpiper.Check) { c.Gauge(strings.Repeat("a", 1025), 1) }, "the name of a metric is longer than 1024 bytes"},
		{func(c *sandpiper.Check) { c.Gauge("a", math.NaN()) }, "the value of a is NaN"},
		{func(c *sandpiper.Check) { c.Rate("a", math.Inf(1)) }, "the value of a is +Inf"},
		{func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Tags(tooMany...)) }, "129 tags are more than 128"},
		{func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Tags(strings.Repeat("a", 1025))) }, "a tag is longer than 1024 bytes"},
		{func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Hostname("\xff")) }, `the hostname of a is not UTF-8: "\xff"`},
		{func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Device("\xff")) }, `the device of a is not UTF-8: "\xff"`},
		{func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.At(time.Unix(-1, 0))) }, "the time of a is out of range"},
		{func(c *sandpiper.Check) { c.Event(sandpiper.Event{Type: "a"}) }, `event {"event_type":"a"}: it has neither a title nor a text`},
		{
			func(c *sandpiper.Check) { c.Event(sandpiper.Event{Title: "a", Extra: map[string]any{"tags": "b"}}) },
			`event {"msg_title":"a","tags":"b"}: tags is of the wrong type`,
		},
		{func(c *sandpiper.Check) { c.ServiceCheck("", sandpiper.OK) }, "the name of a service check is empty"},
		{func(c *sandpiper.Check) { c.ServiceMetadata("", "a") }, "the name of a service's metadata is empty"},
		{func(c *sandpiper.Check) { c.Component(source, "", "a", nil) }, "the id of a component is empty"},
		{func(c *sandpiper.Check) { c.Component(source, "a", "", nil) }, "the type of a component is empty"},
		{func(c *sandpiper.Check) { c.Relation(source, "a", "", "b", nil) }, "the target of a relation is empty"},
		{func(c *sandpiper.Check) { c.Component("cmdb", "a", "b", nil) }, `the instance ID "cmdb" is not a JSON object`},
		{func(c *sandpiper.Check) { c.Component(source, "a", "b", []int{1}) }, "the data of a is not a JSON object"},
	} {
		fake := new(fakeT)
		got := sandpipertest.Run(fake, func(c *sandpiper.Check) error {
			test.misuse(c)
			return nil
		}, sandpipertest.Config{})
		if len(fake.errors) != 1 || fake.errors[0] != "the agent would drop this: "+test.want {
			t.Errorf("got %q, want %s", fake.errors, test.want)
		}
		if text := got.String(); text != "OK" {
			t.Errorf("%s: kept\n%s", test.want, text)
		}
	}
}

func TestWhatTheAgentWouldMendIsMendedAndFailsTheTest(t *testing.T) {
	for _, test := range []struct {
		misuse       func(c *sandpiper.Check)
		refusal, got string
	}{
		{
			func(c *sandpiper.Check) { c.Gauge("a", 1, sandpiper.Tags("b", "\xff", "")) },
			`a tag is not UTF-8: "\xff"`, "gauge a = 1 [b]",
		},
		{
			func(c *sandpiper.Check) { c.Gauge("a\x1b[31m", 1) },
			`control characters in "a\x1b[31m"`, "gauge a[31m = 1 []",
		},
		{
			func(c *sandpiper.Check) { c.ServiceCheck("a", 7) },
			"the status of a is 7", `service check a UNKNOWN "" []`,
		},
		{
			func(c *sandpiper.Check) { c.Event(sandpiper.Event{Title: "a", AlertType: "bad"}) },
			`the alert type of an event is "bad"`, `event "a" "" []`,
		},
	} {
		got := sandpipertest.Run(t, func(c *sandpiper.Check) error {
			test.misuse(c)
			return nil
		}, sandpipertest.Config{AllowRefusals: true})
		if len(got.Refusals) != 1 || got.Refusals[0] != test.refusal || got.String() != test.got+"\nOK" {
			t.Errorf("got %q\n%v", got.Refusals, got)
		}
	}
}

func TestMetricEndsTheTestUnlessThereIsExactlyOne(t *testing.T) {
	fake := new(fakeT)
	got := sandpipertest.Run(fake, func(c *sandpiper.Check) error {
		c.Gauge("a", 1, sandpiper.Tags("x", "y"))
		c.Gauge("a", 2, sandpiper.Tags("x", "z"))
		return nil
	}, sandpipertest.Config{})
	if one := got.Metric("a", "z", "x"); one.Value != 2 {
		t.Errorf("got %v", one)
	}
	for _, tags := range [][]string{{"x"}, {"y", "z"}} {
		if end := fake.ended(func() { got.Metric("a", tags...) }); !strings.Contains(end, "gauge a = 1 [x y]") {
			t.Errorf("%v: %s", tags, end)
		}
	}
}

func TestOKEndsTheTestOfARunThatFailed(t *testing.T) {
	fake := new(fakeT)
	got := sandpipertest.Run(fake, func(*sandpiper.Check) error { return errors.New("no luck") }, sandpipertest.Config{})
	if end := fake.ended(got.OK); end != "the run failed: Error('no luck',)\n" {
		t.Errorf("got %q", end)
	}
}

func TestAConfigurationThatIsNoMappingEndsTheTest(t *testing.T) {
	for _, instance := range []any{"", "[]", "null", 5, make(chan int)} {
		fake := new(fakeT)
		end := fake.ended(func() {
			sandpipertest.Run(fake, func(*sandpiper.Check) error { return nil }, sandpipertest.Config{Instance: instance})
		})
		if end == "" {
			t.Errorf("%v was taken", instance)
		}
	}
}

func TestAResultListsAllThatWasReported(t *testing.T) {
	got := sandpipertest.Run(t, func(c *sandpiper.Check) error {
		c.Gauge("a", 1.5, sandpiper.Tags("x"))
		c.Event(sandpiper.Event{Title: "title", Text: "text"})
		c.ServiceCheck("up", sandpiper.Warning, sandpiper.Message("slow"))
		c.ServiceMetadata("version", "1")
		c.Warning("odd")
		c.Log.Info("polled")
		return errors.Join(
			c.Component(map[string]string{"type": "x"}, "a", "b", nil),
			&time.ParseError{Message: ": no luck"},
		)
	}, sandpipertest.Config{})
	want := `gauge a = 1.5 [x]
event "title" "text" []
service check up WARNING "slow" []
topology map[type:x]: 1 components, 0 relations, start false, stop false
metadata version = 1
warning odd
log info polled
ParseError('parsing time "": no luck',)`
	if got.String() != want {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}
