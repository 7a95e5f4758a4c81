package sandpiper_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

// run runs check for an instance that says nothing.
func run(t *testing.T, check func(*sandpiper.Check) error) *sandpipertest.Result {
	t.Helper()
	return sandpipertest.Run(t, check, sandpipertest.Config{})
}

type kindError struct{}

func (kindError) Error() string { return "as it was told" }
func (kindError) Kind() string  { return "ToldKind" }

type plainError struct{ text string }

func (e *plainError) Error() string { return e.text }

func TestAReturnedErrorIsReportedByKindAndText(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{errors.New("no luck"), "Error('no luck',)"},
		{fmt.Errorf("no luck: %d", 1), "Error('no luck: 1',)"},
		{&plainError{"no luck"}, "plainError('no luck',)"},
		{fmt.Errorf("reading: %w", &plainError{"no luck"}), "plainError('reading: no luck',)"},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}, "PathError('open x: file does not exist',)"},
		{errors.Join(errors.New("one"), &plainError{"two"}), "Error('one\ntwo',)"},
		{kindError{}, "ToldKind('as it was told',)"},
		{fmt.Errorf("asking: %w", kindError{}), "ToldKind('asking: as it was told',)"},
	} {
		got := run(t, func(*sandpiper.Check) error { return test.err })
		if got.Failure.String() != test.want {
			t.Errorf("%#v is reported as %v, want %s", test.err, got.Failure, test.want)
		}
		if got.Failure.Traceback != "" {
			t.Errorf("%#v has a traceback", test.err)
		}
	}
}

func TestAPanicIsReportedWithItsStack(t *testing.T) {
	var missing map[string]int
	for _, test := range []struct {
		panics func()
		want   string
	}{
		{func() { panic("at the disco") }, "panic('at the disco',)"},
		{func() { panic(errors.New("no luck")) }, "panic('no luck',)"},
		{func() { panic(7) }, "panic('7',)"},
		{func() { panic(sandpiper.Critical) }, "panic('CRITICAL',)"},
		{func() { panic(struct{}{}) }, "panic('a value of type struct {}',)"},
		{func() { missing["key"]++ }, "panic('assignment to entry in nil map',)"},
	} {
		got := run(t, func(*sandpiper.Check) error {
			test.panics()
			return nil
		})
		if got.Failure.String() != test.want {
			t.Errorf("reported as %v, want %s", got.Failure, test.want)
		}
		if !strings.Contains(got.Failure.Traceback, "TestAPanicIsReportedWithItsStack") {
			t.Errorf("the traceback does not show where it came from:\n%s", got.Failure.Traceback)
		}
	}
}

func TestWhatAFailedRunReportedIsKept(t *testing.T) {
	for name, ends := range map[string]func() error{
		"error": func() error { return errors.New("no luck") },
		"panic": func() error { panic("no luck") },
	} {
		got := run(t, func(c *sandpiper.Check) error {
			c.Gauge("before", 1)
			return ends()
		})
		if got.Failure == nil || got.Metric("before").Value != 1 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestRunAnswersWhetherTheCheckRan(t *testing.T) {
	for _, test := range []struct {
		err  error
		want int32
	}{{nil, 0}, {errors.New("no luck"), 1}} {
		if got := sandpiper.RunOn(new(host), func(*sandpiper.Check) error { return test.err }); got != test.want {
			t.Errorf("Run answers %d for %v, want %d", got, test.err, test.want)
		}
	}
}

func TestRunWithoutAnAgentSaysWhatToDo(t *testing.T) {
	defer func() {
		if text, _ := recover().(string); !strings.Contains(text, "sandpipertest.Run") {
			t.Errorf("it panics with %q", text)
		}
	}()
	sandpiper.Run(func(*sandpiper.Check) error { return nil })
}

func TestACheckKnowsWhereItRuns(t *testing.T) {
	sandpipertest.Run(t, func(c *sandpiper.Check) error {
		if c.Name() != "http" || c.Hostname() != "web-1" || c.AgentVersion() == "" {
			t.Errorf("name %q, hostname %q, agent %q", c.Name(), c.Hostname(), c.AgentVersion())
		}
		return nil
	}, sandpipertest.Config{Name: "http", Hostname: "web-1"})
}

// host counts the calls that carry metrics, and answers no other.
type host struct {
	abi.Host
	registered []string
	batches    [][]abi.Sample
	gauges     []float64
	refuse     bool
}

func (h *host) Metric(kind int32, name string, tags []string, hostname, device string) int32 {
	h.registered = append(h.registered, fmt.Sprintf("%d %q %q %q %q", kind, name, tags, hostname, device))
	if h.refuse {
		return -abi.Quota
	}
	return int32(len(h.registered) - 1)
}

func (h *host) Submit(samples []abi.Sample) int32 {
	h.batches = append(h.batches, append([]abi.Sample(nil), samples...))
	return abi.OK
}

func (h *host) Gauge(_ string, value float64, _ []string, _, _ string, _ float64) int32 {
	h.gauges = append(h.gauges, value)
	return abi.OK
}

func (h *host) Fail(string, string, string) int32 { return abi.OK }
