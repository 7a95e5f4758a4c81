package config

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
	"gopkg.in/yaml.v3"
)

func TestEveryLimitHasItsKey(t *testing.T) {
	keyOf := map[string]string{}
	for _, l := range limitTable {
		var limits check.Limits
		l.set(&limits, l.least)
		if l.get(&limits) != l.least {
			t.Errorf("%s is not read where it is written", l.name)
		}
		for field, value := range reflect.ValueOf(limits).Fields() {
			if value.IsZero() {
				continue
			}
			if other, twice := keyOf[field.Name]; twice {
				t.Errorf("%s and %s are both %s", l.name, other, field.Name)
			}
			keyOf[field.Name] = l.name
		}
	}
	for field := range reflect.TypeFor[check.Limits]().Fields() {
		if keyOf[field.Name] == "" {
			t.Errorf("no key sets %s", field.Name)
		}
	}
}

func TestLimitsOfAFile(t *testing.T) {
	c := one(t, plain+`sandbox:
  limits: {wall: 0.05, memory: 10MB, contexts: 1, samples: 2, events: 3, service_checks: 4, topology_elements: 5,
    log: 64KiB, report: 2MiB, http_calls: 6, http_body: 1 MiB, http_bytes: 3MiB, file_bytes: 4MiB, state: 700, fuel: 1000000000000000}
`)
	want := check.Limits{
		Wall: 50 * time.Millisecond, Fuel: 1e15, MemoryBytes: 10_000_000, Contexts: 1, Samples: 2, Events: 3, ServiceChecks: 4, TopologyElements: 5,
		LogBytes: 64 << 10, ReportBytes: 2 << 20, HTTPCalls: 6, HTTPBodyBytes: 1 << 20, HTTPBytes: 3 << 20, FileBytes: 4 << 20, StateBytes: 700,
	}.Or(check.DefaultLimits())
	if len(c.Instances) != 1 || len(c.Problems) != 0 || c.Instances[0].Limits != want {
		t.Errorf("got %+v, problems %v", c.Instances, c.Problems)
	}
}

// Each limit is asked for by a file and allowed by the agent; what holds is the
// lesser of both, and it is told where the file asks for more.
func TestNoFileHasMoreThanTheAgentAllows(t *testing.T) {
	for _, l := range limitTable {
		defaults := check.DefaultLimits()
		usual := l.get(&defaults)
		for _, c := range []struct {
			what           string
			asked, allowed int64 // 0: not at all
			want           int64
			isTold         bool
		}{
			{"nobody says anything", 0, 0, usual, false},
			{"the file asks for more than is usual", 2 * usual, 0, 2 * usual, false},
			{"and the agent allows it", 2 * usual, 2 * usual, 2 * usual, false},
			{"and the agent allows less", 2 * usual, usual + 1, usual + 1, true},
			{"the agent allows less than is usual", 0, usual - 1, usual - 1, false},
			{"the agent allows more than is usual", 0, 2 * usual, usual, false},
			{"the file asks for less than is allowed", usual - 2, usual - 1, usual - 2, false},
		} {
			t.Run(l.name+": "+c.what, func(t *testing.T) {
				var ceiling check.Limits
				l.set(&ceiling, c.allowed)
				asked := ""
				if c.asked > 0 {
					asked = "sandbox:\n  limits:\n    " + l.name + ": " + written(l, c.asked) + "\n"
				}
				// An interval so long that it bounds no wall limit.
				tree(t, map[string]string{"conf.d/demo.yaml": "init_config:\ninstances: [{collection_interval: 86400}]\n" + asked, "checks.d/demo.wasm": ""})
				checks := LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d", Limits: ceiling})
				if len(checks.Instances) != 1 {
					t.Fatal(checks.Problems)
				}
				limits := checks.Instances[0].Limits
				if got := l.get(&limits); got != c.want {
					t.Errorf("got %d, want %d", got, c.want)
				}
				l.set(&limits, usual)
				if diff := cmp.Diff(defaults, limits); diff != "" {
					t.Error("another limit has moved:", diff)
				}
				var want []string
				if c.isTold {
					want = []string{fmt.Sprintf("warning: conf.d/demo.yaml:5:%d: %s %s is over the agent's own limit; %s holds",
						7+len(l.name), l.name, shown(l, c.asked), l.show(c.want))}
				}
				if diff := cmp.Diff(want, append([]string(nil), loud(checks.Problems)...)); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// written is a value as a file has it.
func written(l limit, value int64) string {
	if l.form == aSpan {
		return time.Duration(value).String()
	}
	return strconv.FormatInt(value, 10)
}

// shown is a value of a file in a message.
func shown(l limit, value int64) string {
	if l.form == aSpan {
		return strconv.Quote(written(l, value))
	}
	return written(l, value)
}

func TestTheAgentsLimitHoldsForMaxReturnedMetrics(t *testing.T) {
	told, err := filepath.Abs("testdata/ceiling.txt")
	if err != nil {
		t.Fatal(err)
	}
	tree(t, map[string]string{"conf.d/demo.yaml": "init_config: {max_returned_metrics: 90}\ninstances:\n- {}\n- max_returned_metrics: 5\n", "checks.d/demo.wasm": ""})
	c := LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d", Limits: check.Limits{Contexts: 50}})
	if len(c.Instances) != 2 || c.Instances[0].Limits.Contexts != 50 || c.Instances[1].Limits.Contexts != 5 {
		t.Errorf("got %+v", c.Instances)
	}
	golden(t, told, explained(c.Problems))
}

func TestTheAgentsLimitOfTimeIsBoundedByTheInterval(t *testing.T) {
	tree(t, map[string]string{"conf.d/demo.yaml": "init_config:\ninstances: [{collection_interval: 5}, {collection_interval: 60}]\n", "checks.d/demo.wasm": ""})
	c := LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d", Limits: check.Limits{Wall: 10 * time.Second}})
	if c.Instances[0].Limits.Wall != 5*time.Second || c.Instances[1].Limits.Wall != 10*time.Second {
		t.Errorf("got %v and %v", c.Instances[0].Limits.Wall, c.Instances[1].Limits.Wall)
	}
}

func TestAnInstanceIsHeldAfterAsManyStopsAsItsFileOrTheAgentSays(t *testing.T) {
	for sandbox, want := range map[string]int{
		"": 7, "sandbox: {hold_after: 3}": 3, "sandbox: {hold_after: 0}": 0, "sandbox: {hold_after: 100}": 100, "sandbox: {hold_after: }": 7,
	} {
		tree(t, map[string]string{"conf.d/demo.yaml": plain + sandbox + "\n", "checks.d/demo.wasm": ""})
		c := LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d", HoldAfter: 7})
		if len(c.Instances) != 1 || len(loud(c.Problems)) > 0 || c.Instances[0].HoldAfter != want {
			t.Errorf("%q: got %+v, want %d; %v", sandbox, c.Instances, want, c.Problems)
		}
	}
}

// rows are the cells of a table of docs/configuration.md, by the names in the
// first one.
func rows(t *testing.T, title string) map[string][]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(page), title+"\n")
	if !ok {
		t.Fatalf("docs/configuration.md has no %q", title)
	}
	section, _, _ = strings.Cut(section, "\n#")
	all := map[string][]string{}
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		for _, name := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(cells[0], -1) {
			all[name[1]] = cells[1:]
		}
	}
	return all
}

func TestThePageOfTheConfigurationHasEveryLimit(t *testing.T) {
	rows := rows(t, "### Limits of a run")
	defaults := check.DefaultLimits()
	for _, l := range limitTable {
		row := rows[l.name]
		if row == nil {
			t.Errorf("there is no row of %s", l.name)
			continue
		}
		usual, _, _ := strings.Cut(row[0], ",")
		got, ok := l.read(newDocument("", "", nil), &yaml.Node{Kind: yaml.ScalarNode, Value: usual})
		if want := l.get(&defaults); !ok || got != want {
			t.Errorf("the default of %s is %d and not %q", l.name, want, usual)
		}
		delete(rows, l.name)
	}
	for name := range rows {
		t.Errorf("there is no limit %s", name)
	}
}

func TestThePageOfTheConfigurationHasEveryCap(t *testing.T) {
	rows := rows(t, "### Caps of a module")
	usual, hard := wasm.DefaultCaps(), wasm.HardCaps()
	for i := range usual {
		c := wasm.Cap(i)
		show := func(value int) string {
			if strings.HasSuffix(c.String(), "_bytes") {
				return strings.ReplaceAll(showSize(int64(value)), " ", "")
			}
			return strconv.Itoa(value)
		}
		want := []string{show(usual[i]), show(hard[i]), c.What()}
		if diff := cmp.Diff(want, rows[c.String()]); diff != "" {
			t.Errorf("the row of %s is | `%s` | %s |: %s", c, c, strings.Join(want, " | "), diff)
		}
		delete(rows, c.String())
	}
	for name := range rows {
		t.Errorf("there is no cap %s", name)
	}
}
