package agent

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// fullBill is the bill of two runs of which each cost something of everything.
func fullBill() []check.Series {
	i := check.Instance{ID: "web:1", Check: "web", Index: 3}
	a := &Agent{
		options: Options{Checks: config.Checks{Instances: []check.Instance{i}}}, host: check.Host{Name: "web-1"},
		bills: map[check.ID]*bill{}, records: map[check.ID]*record{i.ID: {}},
	}
	for n := int64(1); n <= 2; n++ {
		a.charge(Run{Result: check.Result{
			Instance: &i, Fault: &check.Fault{Reason: check.BadPointer}, Refused: []check.Refused{{Cause: "bad timestamp", Count: 4}},
			Usage: check.Usage{
				Wall: time.Duration(n) * time.Second, Fuel: 1000 * n, MemoryBytes: 100 * n, HostCalls: 10, HTTPCalls: 1, BytesIn: 7 * n, BytesOut: 5 * n,
			},
		}})
	}
	return a.takeBills(time.Unix(1, 0))
}

func TestTheBillOfAnInstanceIsSummedUp(t *testing.T) {
	var got []string
	for _, s := range fullBill() {
		got = append(got, fmt.Sprintf("%s %s %v %v", s.Context.Name, s.Type, s.Context.Tags, s.Points))
	}
	want := []string{
		"sandpiper.check.runs count [check:web instance:3] [{1000000000 2}]",
		"sandpiper.check.wall_time gauge [check:web instance:3] [{1000000000 2}]",
		"sandpiper.check.fuel count [check:web instance:3] [{1000000000 3000}]",
		"sandpiper.check.memory gauge [check:web instance:3] [{1000000000 200}]",
		"sandpiper.check.host_calls count [check:web instance:3] [{1000000000 20}]",
		"sandpiper.check.http.calls count [check:web instance:3] [{1000000000 2}]",
		"sandpiper.check.http.bytes_in count [check:web instance:3] [{1000000000 21}]",
		"sandpiper.check.http.bytes_out count [check:web instance:3] [{1000000000 15}]",
		"sandpiper.check.faults count [check:web instance:3 reason:bad_pointer] [{1000000000 2}]",
		"sandpiper.check.refused count [cause:bad_timestamp check:web instance:3] [{1000000000 8}]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestThePageOfMetricsHasTheAgentsOwn(t *testing.T) {
	page, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented, sent []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z._]+)` \\| (\\w+) \\|").FindAllStringSubmatch(string(page), -1) {
		documented = append(documented, row[1]+" "+row[2])
	}
	for _, s := range fullBill() {
		sent = append(sent, s.Context.Name+" "+string(s.Type))
	}
	if !slices.Equal(documented, sent) {
		t.Errorf("documented are\n%s\nand sent\n%s", strings.Join(documented, "\n"), strings.Join(sent, "\n"))
	}
}

func TestThePageOfMetricsHasEveryReason(t *testing.T) {
	page, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("../../check/result.go")
	if err != nil {
		t.Fatal(err)
	}
	_, told, _ := strings.Cut(string(page), "\nReasons are ")
	told, _, _ = strings.Cut(told, "Causes are")
	var documented, known []string
	for _, word := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(told, -1) {
		documented = append(documented, word[1])
	}
	for _, reason := range regexp.MustCompile(`(?m)^\t\w+ +Reason = "(.+?)"`).FindAllStringSubmatch(string(code), -1) {
		known = append(known, strings.ReplaceAll(reason[1], " ", "_"))
	}
	slices.Sort(documented)
	slices.Sort(known)
	if len(known) == 0 || !slices.Equal(documented, known) {
		t.Errorf("documented are %v, and there are %v", documented, known)
	}
}

func TestTheCausesOfWhatWasRefusedAreBounded(t *testing.T) {
	i := check.Instance{ID: "web:1", Check: "web"}
	a := &Agent{options: Options{Checks: config.Checks{Instances: []check.Instance{i}}}, bills: map[check.ID]*bill{}, records: map[check.ID]*record{}}
	for n := range 500 {
		run := Run{Result: check.Result{Instance: &i, Refused: []check.Refused{{Cause: fmt.Sprintf("made up %d", n), Count: 1}}}}
		a.record(run)
		a.charge(run)
	}
	tags := map[string]bool{}
	for _, s := range a.takeBills(time.Now()) {
		tags[s.Context.Tags[0]] = true
	}
	if len(tags) != maxCauses+1 || !tags["cause:other_causes"] { // and one without a cause
		t.Errorf("%d tags, want %d", len(tags), maxCauses+1)
	}
}
