package runtime_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// limitCase is a run that goes to a limit and beyond, in the words of the test
// kit. Over a quota the call has its status, is counted with what it was about,
// and the run goes on to its end; the other limits end the run.
type limitCase struct {
	limits  check.Limits
	calls   string
	guest   func(file string) []byte // in place of calls
	refused check.Refused
	fault   *check.Fault
}

// limitCases are by the field of check.Limits.
var limitCases = map[string]limitCase{
	"Wall": {
		limits: check.Limits{Wall: 20 * time.Millisecond},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			loop`,
		fault: &check.Fault{Reason: check.Deadline, Kind: "DeadlineExceeded", Detail: "the run took longer than its limit of 20 ms", Limit: "wall"},
	},
	"Fuel": {
		limits: check.Limits{Fuel: 1000},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			loop`,
		fault: &check.Fault{Reason: check.Fuel, Kind: "FuelLimit", Detail: "the run used 1033 units of fuel, of a limit of 1000", Limit: "fuel"},
	},
	"MemoryBytes": {
		limits: check.Limits{MemoryBytes: 2 * 64 << 10},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			starve`,
		fault: &check.Fault{Reason: check.Memory, Kind: "MemoryLimit", Detail: "the guest needed more memory than its limit of 131072 bytes: unreachable", Limit: "memory"},
	},
	"HostCalls": {
		limits: check.Limits{HostCalls: 2},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			log(9, "refused") -> bad_value
			log(1, "not made") -> fault`,
		fault: &check.Fault{Reason: check.Quota, Kind: "QuotaExceeded", Detail: "the run made more than 2 host calls", Limit: "host_calls"},
	},
	"Contexts": {
		limits: check.Limits{Contexts: 1},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			gauge("m", 1, [], "", "", 0) -> quota
			metric(0, "n", [], "", "") -> quota
			gauge("before", 1, [], "", "", 0) -> ok`,
		refused: check.Refused{Cause: "over the limit of contexts", Key: "m", Count: 2},
	},
	"Samples": {
		limits: check.Limits{Samples: 2},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			metric(0, "m", [], "", "") -> 0
			submit([<0 0 1>, <0 0 2>, <0 0 3>]) -> quota`,
		refused: check.Refused{Cause: "over the limit of samples", Key: "m", Count: 2},
	},
	"Events": {
		limits: check.Limits{Events: 1},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			event("{\"msg_title\": \"a\"}") -> ok
			event("{\"msg_title\": \"b\"}") -> quota`,
		refused: check.Refused{Cause: "over the limit of events", Key: "event", Count: 1},
	},
	"ServiceChecks": {
		limits: check.Limits{ServiceChecks: 1},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			service_check("a", 0, [], "", "", 0, 0) -> ok
			service_check("b", 0, [], "", "", 0, 0) -> quota`,
		refused: check.Refused{Cause: "over the limit of service checks", Key: "b", Count: 1},
	},
	"TopologyElements": {
		limits: check.Limits{TopologyElements: 2},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			component("{}", "a", "t", "") -> ok
			relation("{}", "a", "b", "t", "") -> ok
			component("{}", "b", "t", "") -> quota`,
		refused: check.Refused{Cause: "over the limit of topology elements", Key: "b", Count: 1},
	},
	"LogBytes": {
		limits: check.Limits{LogBytes: 1000},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			log(1, "x"*900) -> ok
			warning("y"*900) -> quota`,
		refused: check.Refused{Cause: "over the limit of log bytes", Key: "warning", Count: 1},
	},
	"ReportBytes": {
		limits: check.Limits{ReportBytes: 1100},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			service_check("s", 0, [], "", "x"*800, 0, 0) -> ok
			service_check("t", 0, ["y"*100], "", "", 0, 0) -> quota`,
		refused: check.Refused{Cause: "over the limit of report bytes", Key: "t", Count: 1},
	},
	"HTTPCalls": {
		limits: check.Limits{HTTPCalls: 1},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			http_get("$URL/ok", 0) -> 0
			http_get("$URL/again", 0) -> quota`,
		refused: check.Refused{Cause: "over the limit of HTTP calls", Key: "$URL/again", Count: 1},
	},
	"HTTPBodyBytes": {
		limits: check.Limits{HTTPBodyBytes: 8},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			http_get("$URL/body/9", 0) -> 0
			http_body(0, buf(16)) -> 8 "xxxxxxxx"
			http_body(0, buf(16)) -> quota`,
		refused: check.Refused{Cause: "over the limit of bytes of one body", Key: "$HOST", Count: 1},
	},
	"HTTPBytes": {
		limits: check.Limits{HTTPBytes: 1000},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			http_get("$URL/body/2000", 0) -> 0
			http_body(0, buf(512)) -> 512
			http_body(0, buf(512)) -> quota`,
		refused: check.Refused{Cause: "over the limit of HTTP bytes", Key: "$HOST", Count: 1},
	},
	"FileBytes": {
		limits:  check.Limits{FileBytes: 8},
		guest:   readingTwice,
		refused: check.Refused{Cause: "over the limit of file bytes", Key: "$FILE", Count: 1},
	},
	"StateBytes": {
		limits: check.Limits{StateBytes: 64 + 10},
		calls: `gauge("before", 1, [], "", "", 0) -> ok
			state_set("k", "x"*9) -> ok
			state_set("l", "") -> quota`,
		refused: check.Refused{Cause: "over the limit of state bytes", Key: "l", Count: 1},
	},
}

func TestEveryLimitBites(t *testing.T) {
	server := testkit.Serve()
	t.Cleanup(server.Close)
	server.Places["$FILE"] = filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(server.Places["$FILE"], make([]byte, 9), 0o600); err != nil {
		t.Fatal(err)
	}
	fields := map[string]bool{}
	for field := range reflect.TypeFor[check.Limits]().Fields() {
		fields[field.Name] = true
	}
	for _, field := range slices.Sorted(maps.Keys(limitCases)) {
		if !fields[field] {
			t.Errorf("there is no limit %s", field)
		}
	}
	for field := range fields {
		c, ok := limitCases[field]
		if !ok {
			t.Errorf("the limit %s has no case", field)
			continue
		}
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			if value := reflect.ValueOf(c.limits).FieldByName(field); value.IsZero() {
				t.Fatalf("the case does not set %s", field)
			}
			for place, value := range server.Places {
				c.calls = strings.ReplaceAll(c.calls, place, value)
				c.refused.Key = strings.ReplaceAll(c.refused.Key, place, value)
			}
			c.holds(t, server.Places["$FILE"])
		})
	}
}

// readingTwice makes a check that reads from a file until it is refused.
func readingTwice(file string) []byte {
	return assemble(func(m *asm.Module) {
		gauge, metadata := importCheck(m, "gauge"), importCheck(m, "service_metadata")
		open, read := m.Import(wasi, "path_open", wasiTypes()["path_open"]), m.Import(wasi, "fd_read", wasiTypes()["fd_read"])
		m.Data(0, iovs(1024, 64))
		m.Data(64, []byte("before"))
		m.Data(2048, []byte(file))
		m.Exported("check_run", "-> i32", 0,
			asm.I32(64), asm.I32(6), asm.F64(1), asm.I32(0), asm.I32(0), asm.I32(0), asm.I32(0), asm.I32(0), asm.I32(0), asm.F64(0), asm.Call(gauge), asm.Ops(asm.Drop),
			asm.I32(3), asm.I32(0), asm.I32(2049), asm.I32(int32(len(file)-1)), asm.I32(0), asm.I64(0), asm.I64(0), asm.I32(0), asm.I32(16), asm.Call(open),
			push(read, 4, 0, 1, 8), asm.Ops(asm.I32Add),
			push(read, 4, 0, 1, 8), asm.Ops(asm.I32Add),
			callDrop(metadata, 64, 5, 0, 0),
			asm.I32(-dquot), asm.Ops(asm.I32Add))
	})
}

// holds makes the run, to which it adds a last call where it is to go on.
func (c *limitCase) holds(t *testing.T, file string) {
	t.Helper()
	if c.fault == nil {
		c.calls += "\nservice_metadata(\"after\", \"\") -> ok"
	}
	v, err := testkit.Parse("case", "comment: a limit\nexpect: x\n\n"+c.calls+"\n---\n")
	if err != nil {
		t.Fatal(err)
	}
	module := v.Runs[0].Module()
	if c.guest != nil {
		module = c.guest(file)
	}
	result, err := open(t, runtime.Options{}).Run(context.Background(), &check.Instance{
		ID: "i", Module: moduleFile(t, module), Limits: c.limits, Allow: loopback, Read: []string{file},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Samples) == 0 || result.Samples[0].Context.Name != "before" {
		t.Errorf("samples %+v: what came before is lost", result.Samples)
	}
	switch {
	case c.fault == nil && result.Fault != nil:
		t.Errorf("fault %+v: %s", result.Fault, differs(result.Fault))
	case c.fault == nil:
		if !slices.Contains(result.Refused, c.refused) {
			t.Errorf("refused %+v, want %+v", result.Refused, c.refused)
		}
		if !slices.ContainsFunc(result.Warnings, func(w string) bool { return c.isNamed(t, w) }) {
			t.Errorf("no warning names the limit and its key: %q", result.Warnings)
		}
	case result.Fault == nil:
		t.Errorf("no fault, want %+v", c.fault)
	case result.Fault.Reason != c.fault.Reason, result.Fault.Kind != c.fault.Kind, result.Fault.Detail != c.fault.Detail, result.Fault.Limit != c.fault.Limit:
		t.Errorf("fault %+v, want %+v", result.Fault, c.fault)
	}
}

var quotaSet = regexp.MustCompile(`; sandbox\.limits\.(\w+) is (\d+)$`)

// isNamed says that a warning tells of what was refused, and ends with the limit
// that the case has set, under the key of the configuration that sets it.
func (c *limitCase) isNamed(t *testing.T, warning string) bool {
	set := quotaSet.FindStringSubmatch(warning)
	if set == nil || !strings.Contains(warning, c.refused.Cause) {
		return false
	}
	file := filepath.Join(t.TempDir(), "c.yaml")
	text := fmt.Sprintf("sandbox: {limits: {%s: %s}}\ninit_config:\ninstances: [{}]\n", set[1], set[2])
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	instances, problems := config.LoadInstance(config.Main{}, moduleFile(t, nil), file, nil)
	if len(problems) > 0 || len(instances) != 1 {
		t.Fatalf("%s: %v", text, problems)
	}
	return c.limits.Or(instances[0].Limits) == instances[0].Limits
}

// A field takes many times the room in the host that it takes in the document.
func TestAnEventHasAsManyOtherFieldsAsAMetricHasTags(t *testing.T) {
	event := func(n int) string {
		fields := []string{`"msg_title": "e"`}
		for i := range n {
			fields = append(fields, fmt.Sprintf(`"f%d": 0`, i))
		}
		return strconv.Quote("{" + strings.Join(fields, ",") + "}")
	}
	v, err := testkit.Parse("case", fmt.Sprintf("comment: fields\nexpect: x\n\nevent(%s) -> ok\nevent(%s) -> too_large\n\n---\n",
		event(abi.MaxTags), event(abi.MaxTags+1)))
	if err != nil {
		t.Fatal(err)
	}
	result := run(t, open(t, runtime.Options{}), v.Runs[0].Module(), check.Limits{})
	if len(result.Events) != 1 || result.Fault != nil {
		t.Errorf("%d events, %s", len(result.Events), differs(result.Fault))
	}
}

func TestEveryLimitHasADefault(t *testing.T) {
	defaults := reflect.ValueOf(check.DefaultLimits())
	for i := range defaults.NumField() {
		if defaults.Field(i).IsZero() {
			t.Errorf("%s has none", defaults.Type().Field(i).Name)
		}
	}
	if none := (check.Limits{}).Or(check.DefaultLimits()); none != check.DefaultLimits() {
		t.Errorf("limits that set nothing become %+v", none)
	}
	own := check.Limits{}
	for i := range defaults.NumField() {
		reflect.ValueOf(&own).Elem().Field(i).SetInt(1)
	}
	if got := own.Or(check.DefaultLimits()); got != own {
		t.Errorf("limits that are set become %+v", got)
	}
}
