package sandpipertest_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/misuse"
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

func TestWhatTheAgentDropsOrChangesFailsTheTest(t *testing.T) {
	for _, test := range misuse.Cases() {
		want := "the agent would drop this: " + test.Drops
		if test.Drops == "" {
			want = "the agent would change this: " + test.Changes
		}
		fake := new(fakeT)
		got := sandpipertest.Run(fake, func(c *sandpiper.Check) error {
			test.Do(c)
			return nil
		}, sandpipertest.Config{})
		if len(fake.errors) != 1 || fake.errors[0] != want {
			t.Errorf("got %q, want %s", fake.errors, want)
		}
		if text := strings.TrimPrefix("\n"+got.String(), "\n"); text != strings.TrimPrefix(test.Keeps+"\nOK", "\n") {
			t.Errorf("%s: kept\n%s", want, text)
		}
	}
}

func TestRefusalsAndChangesCanBeAllowed(t *testing.T) {
	got := sandpipertest.Run(t, func(c *sandpiper.Check) error {
		c.Gauge("a", math.NaN())
		c.ServiceCheck("a", 7)
		return nil
	}, sandpipertest.Config{AllowRefusals: true})
	if fmt.Sprint(got.Refusals, got.Changes) != "[the value of a is NaN] [the status of a is 7]" {
		t.Errorf("got %q, %q", got.Refusals, got.Changes)
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
