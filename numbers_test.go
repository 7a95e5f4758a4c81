package sandpiper_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
)

// A number that a page promises and that no behaviour in a test depends on is
// held here against the code. The rows of the configuration's limits and caps
// are held in internal/config.
func TestTheNumbersOfThePagesAreThoseOfTheCode(t *testing.T) {
	l := check.DefaultLimits()
	specification, configuration := page(t, "SPECIFICATION.md"), page(t, "docs/configuration.md")
	settings := defaults(t)

	limits := cells(t, specification, "## Limits of a run")
	for name, want := range map[string]string{
		"wall": fmt.Sprintf("%g s, or the interval if shorter", l.Wall.Seconds()),
		"fuel": grouped(l.Fuel) + " units",
		"memory: linear, and tables at the size that they may grow to": size(l.MemoryBytes),
		"host calls":             grouped(l.HostCalls),
		"contexts":               grouped(l.Contexts),
		"samples":                grouped(l.Samples),
		"events, service checks": same(t, grouped(l.Events), grouped(l.ServiceChecks)) + " each",
		"topology elements":      grouped(l.TopologyElements),
		"log bytes":              size(l.LogBytes),
		"report bytes: names, tags, texts, documents":      size(l.ReportBytes),
		"HTTP calls; bytes of a body":                      grouped(l.HTTPCalls) + "; " + size(l.HTTPBodyBytes),
		"bytes of HTTP, both ways":                         size(l.HTTPBytes),
		"bytes read from files, names in folders included": size(l.FileBytes),
		"state bytes": size(l.StateBytes),

		"a name; a tag, hostname or device name":                                   same(t, size(abi.MaxNameBytes), size(abi.MaxTagBytes)) + " each",
		"tags of a value or event; other fields of an event; headers of a request": grouped(abi.MaxTags),
		"a text; a document; a body sent":                                          size(abi.MaxTextBytes) + "; " + size(abi.MaxDocumentBytes) + "; " + size(abi.MaxBodyBytes),
		"open responses":                                                           grouped(abi.MaxOpenResponses),
	} {
		if got := limits[name]; got != want {
			t.Errorf("SPECIFICATION.md: the limit %q is %q, want %q", name, got, want)
		}
		delete(limits, name)
	}
	for name, is := range limits {
		switch name {
		case "open files and folders": // a test opens as many, and one more
		case "stack of calls", "calls of short functions between two visits to the host": // the meter's, which tests of the sandbox go to
		case "what identifies the snapshots that are left open from run to run": // no number of its own
		default:
			t.Errorf("SPECIFICATION.md: nothing holds the limit %q, %s", name, is)
		}
	}

	for _, says := range []string{
		fmt.Sprintf("; %d runs may be under way at a time", scheduler.DefaultMaxRuns),
		fmt.Sprintf("After %d stops in a row", settings.HoldAfter),
		same(t, size(int64(forwarder.DefaultQueueBytes)), size(settings.ForwarderQueueBytes)) + " wait for an output at most",
		fmt.Sprintf("It is %d GiB at most, or `cache_size`", settings.CacheBytes>>30),
		fmt.Sprintf("What waits longer than %g hours", forwarder.DefaultMaxAge.Hours()),
		fmt.Sprintf("Stopping delivers what is queued, within %g s", agent.StopTimeout.Seconds()),
	} {
		if !strings.Contains(specification, says) {
			t.Errorf("SPECIFICATION.md does not say %q", says)
		}
	}

	rows := cells(t, configuration, "## The agent: `sandpiper.yaml`")
	for key, want := range map[string]string{
		"`check_interval`":         fmt.Sprint(settings.CheckInterval.Seconds()),
		"`confd`, `checksd`":       "`" + settings.Confd + "`, `" + settings.Checksd + "`",
		"`histogram_aggregates`":   "`[" + strings.Join(settings.HistogramAggregates, ", ") + "]`",
		"`histogram_percentiles`":  fmt.Sprintf("`%g`", settings.HistogramPercentiles),
		"`internal_metrics`":       map[bool]string{true: "`yes`", false: "`no`"}[settings.InternalMetrics],
		"`listen`":                 "`" + settings.Listen + "`",
		"`log_level`":              "`" + strings.ToLower(settings.LogLevel.String()) + "`",
		"`cache_size`":             size(settings.CacheBytes),
		"`forwarder_queue_bytes`":  size(settings.ForwarderQueueBytes),
		"`recent_point_threshold`": fmt.Sprint(settings.RecentPointThreshold.Seconds()),
	} {
		if got := rows[key]; got != want {
			t.Errorf("docs/configuration.md: the default of %s is %q, want %q", key, got, want)
		}
	}
	if says := fmt.Sprintf("After %d stops in a row it is held", settings.HoldAfter); !strings.Contains(configuration, says) {
		t.Errorf("docs/configuration.md does not say %q", says)
	}
}

// defaults are the settings of an agent that was given none.
func defaults(t *testing.T) config.Main {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("sandpiper.yaml", []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	settings, problems := config.LoadMain("sandpiper.yaml", []string{"HOME=" + t.TempDir()})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return settings
}

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// cells are the second cells of the tables under a title, by the first ones.
func cells(t *testing.T, page, title string) map[string]string {
	t.Helper()
	_, section, ok := strings.Cut(page, title+"\n")
	if !ok {
		t.Fatalf("there is no %q", title)
	}
	section, _, _ = strings.Cut(section, "\n#")
	all := map[string]string{}
	heading := true
	for line := range strings.Lines(section) {
		row := strings.Split(strings.TrimSpace(line), "|")
		if len(row) < 4 {
			heading = true
			continue
		}
		if !heading && !strings.HasPrefix(line, "|--") {
			all[strings.TrimSpace(row[1])] = strings.TrimSpace(row[2])
		}
		heading = false
	}
	return all
}

// same is what two values of the code are to have in common, because a page
// names them together.
func same(t *testing.T, a, b string) string {
	t.Helper()
	if a != b {
		t.Errorf("a page has one number for what is %s and %s", a, b)
	}
	return a
}

// size is a number of bytes as the pages have it.
func size[N ~int | ~int64](n N) string {
	if n < 1<<20 {
		return fmt.Sprintf("%g KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%g MiB", float64(n)/(1<<20))
}

// grouped is a number with a comma after each three digits.
func grouped[N ~int | ~int64](n N) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
