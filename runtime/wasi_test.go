package runtime_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	wasiworld "github.com/sandpiper-checks/sandpiper/runtime/internal/wasi"
)

// wasiTypes are the types of all functions of WASI, by name.
func wasiTypes() map[string]string {
	types := map[string]string{}
	for _, f := range wasiworld.World().Functions {
		kind := ""
		for _, p := range f.Params {
			kind += p.String() + " "
		}
		kind += "->"
		for _, r := range f.Results {
			kind += " " + r.String()
		}
		types[f.Name] = kind
	}
	return types
}

// The numbers that WASI functions answer.
const (
	success     = 0
	acces       = 2
	badf        = 8
	dquot       = 19
	inval       = 28
	isdir       = 31
	loop        = 32
	mfile       = 33
	nametoolong = 37
	noent       = 44
	nosys       = 52
	notdir      = 54
	rofs        = 69
	spipe       = 70
	notcapable  = 76
)

// wasiCall is one call of a function of WASI; all arguments are numbers.
type wasiCall struct {
	function string
	args     []int64
	want     uint32
}

// code pushes the arguments and calls; the answer is left.
func (c wasiCall) code(index uint32, kind string) (code []byte) {
	params, _, _ := strings.Cut(kind, "->")
	for i, p := range strings.Fields(params) {
		v := int64(0)
		if i < len(c.args) {
			v = c.args[i]
		}
		if p == "i64" {
			code = append(code, asm.I64(v)...)
		} else {
			code = append(code, asm.I32(int32(v))...)
		}
	}
	return append(code, asm.Call(index)...)
}

// answersAt is where the guest below keeps the answers, one i32 each.
const answersAt = 0x8000

// wasiRun makes the calls, those of init during initialisation, in a guest
// with some data at 0, and returns its memory up to the answers, and the result.
// It holds each answer against what is wanted.
func wasiRun(t testing.TB, options runtime.Options, limits check.Limits, data []byte, init, calls []wasiCall) ([]byte, check.Result) {
	t.Helper()
	return wasiRunOf(t, options, check.Instance{Limits: limits}, data, init, calls)
}

// wasiRunOf is wasiRun for an instance that is configured.
func wasiRunOf(t testing.TB, options runtime.Options, instance check.Instance, data []byte, init, calls []wasiCall) ([]byte, check.Result) {
	t.Helper()
	state := kept{}
	options.State = state
	module := assemble(func(m *asm.Module) {
		set := importCheck(m, "state_set")
		types, index := wasiTypes(), map[string]uint32{}
		for _, c := range slices.Concat(init, calls) {
			if _, ok := index[c.function]; !ok {
				index[c.function] = m.Import(wasi, c.function, types[c.function])
			}
		}
		m.Data(0, data)
		m.Data(answersAt-1, []byte("m"))
		at := int32(answersAt)
		body := func(calls []wasiCall) (code []byte) {
			for _, c := range calls {
				code = slices.Concat(code, asm.I32(at), c.code(index[c.function], types[c.function]), asm.Store32())
				at += 4
			}
			return code
		}
		m.Exported("_initialize", "", 0, body(init))
		run := body(calls)
		m.Exported("check_run", "-> i32", 0, run, callDrop(set, answersAt-1, 1, 0, at), asm.I32(0))
	})
	instance.ID, instance.Module = check.ID(t.Name()), moduleFile(t, module)
	result, err := open(t, options).Run(context.Background(), &instance)
	if err != nil {
		t.Fatal(err)
	}
	memory := state["m"]
	if result.Fault == nil {
		for i, c := range slices.Concat(init, calls) {
			if got := binary.LittleEndian.Uint32(memory[answersAt+4*i:]); got != c.want {
				t.Errorf("call %d: %s%v answers %d, want %d", i+1, c.function, c.args, got, c.want)
			}
		}
	}
	return memory, result
}

func TestClockAndRandomAreFixedDuringInitialisationAndRealAfterIt(t *testing.T) {
	now := time.Unix(1_700_000_000, 123)
	opened := false
	options := runtime.Options{
		Random: strings.NewReader("abcdefgh"),
		Now: func() time.Time {
			if !opened { // the clock starts when the runtime opens, 5 s before the run
				opened = true
				return now.Add(-5 * time.Second)
			}
			return now
		},
	}
	read := func(at int64) []wasiCall {
		return []wasiCall{
			{"clock_time_get", []int64{0, 0, at}, success},
			{"clock_time_get", []int64{1, 0, at + 8}, success},
			{"random_get", []int64{at + 16, 8}, success},
			{"clock_res_get", []int64{0, at + 24}, success},
			{"clock_res_get", []int64{1, at + 32}, success},
		}
	}
	memory, result := wasiRun(t, options, check.Limits{}, nil, read(0), read(40))
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	u64 := func(at int) uint64 { return binary.LittleEndian.Uint64(memory[at:]) }
	for _, c := range []struct {
		what      string
		got, want uint64
	}{
		{"the time during initialisation", u64(0), 946_684_800e9},
		{"the monotonic clock during initialisation", u64(8), 1e9},
		{"random numbers during initialisation", u64(16), 0x5a5a5a5a5a5a5a5a},
		{"the time in the run", u64(40), 1_700_000_000_000_000_123},
		{"the monotonic clock in the run", u64(48), 6e9},
		{"random numbers in the run", u64(56), binary.LittleEndian.Uint64([]byte("abcdefgh"))},
		{"the resolution", u64(24) | u64(32) | u64(64) | u64(72), 1},
	} {
		if c.got != c.want {
			t.Errorf("%s: %#x, want %#x", c.what, c.got, c.want)
		}
	}
}

// halves gives half of what it is asked for.
type halves struct{ io.Reader }

func (h halves) Read(b []byte) (int, error) { return h.Reader.Read(b[:(len(b)+1)/2]) }

func TestRandomNumbersComeWhole(t *testing.T) {
	options := runtime.Options{Random: halves{strings.NewReader("abcdefgh")}}
	memory, _ := wasiRun(t, options, check.Limits{}, nil, nil, []wasiCall{{"random_get", []int64{0, 8}, success}})
	if got := string(memory[:8]); got != "abcdefgh" {
		t.Errorf("%q", got)
	}
}

func TestTheEnvironmentIsEmpty(t *testing.T) {
	memory, result := wasiRun(t, runtime.Options{}, check.Limits{}, bytes.Repeat([]byte{0xff}, 24), nil, []wasiCall{
		{"args_sizes_get", []int64{0, 4}, success},
		{"environ_sizes_get", []int64{8, 12}, success},
		{"args_get", []int64{16, 20}, success},
		{"environ_get", []int64{16, 20}, success},
	})
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	if want := append(make([]byte, 16), bytes.Repeat([]byte{0xff}, 8)...); !bytes.Equal(memory[:24], want) {
		t.Errorf("% x", memory[:24])
	}
}

// What the page of the ABI does not name is not there.
func TestWhatIsNotThereAnswersENOSYS(t *testing.T) {
	page, err := os.ReadFile("../abi/v1/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## WASI\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var there []string
	for _, named := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(section, -1) {
		if name := named[1]; name != wasi {
			there = append(there, name)
		}
	}
	var calls []wasiCall
	for _, name := range slices.Sorted(maps.Keys(wasiTypes())) {
		if !slices.Contains(there, name) {
			calls = append(calls, wasiCall{name, []int64{-1, -1, -1, -1, -1, -1, -1, -1, -1}, nosys})
		}
	}
	if len(calls)+len(there) != 46 { // all of wasi_snapshot_preview1, as 2.0 runtimes have it
		t.Errorf("%d functions", len(calls)+len(there))
	}
	if _, result := wasiRun(t, runtime.Options{}, check.Limits{}, nil, nil, calls); result.Fault != nil {
		t.Fatal(result.Fault)
	}
}

func TestTheStandardFilesAreThereAndNoOther(t *testing.T) {
	memory, result := wasiRun(t, runtime.Options{}, check.Limits{}, nil, nil, []wasiCall{
		{"fd_fdstat_get", []int64{0, 0}, success},
		{"fd_fdstat_get", []int64{1, 24}, success},
		{"fd_fdstat_get", []int64{4, 48}, badf},
		{"fd_fdstat_set_flags", []int64{2, 4}, success},
		{"fd_fdstat_set_flags", []int64{4, 4}, badf},
		{"fd_filestat_get", []int64{1, 128}, success},
		{"fd_filestat_get", []int64{4, 128}, badf},
		{"fd_close", []int64{2}, success},
		{"fd_close", []int64{4}, badf},
		{"fd_close", []int64{19}, badf},
		{"fd_close", []int64{20}, badf},
		{"fd_close", []int64{0xffffffff}, badf},
		{"fd_seek", []int64{1, 0, 0, 48}, spipe},
		{"fd_seek", []int64{4, 0, 0, 48}, badf},
		{"fd_tell", []int64{0, 48}, spipe},
		{"fd_pread", []int64{0, 0, 0, 0, 48}, badf},
		{"fd_readdir", []int64{1, 0, 0, 0, 48}, notdir},
		{"fd_readdir", []int64{4, 0, 0, 0, 48}, badf},
		{"path_open", []int64{4, 0, 0, 1, 0, 0, 0, 0, 48}, badf},
		{"path_open", []int64{1, 0, 0, 1, 0, 0, 0, 0, 48}, notdir},
		{"fd_prestat_get", []int64{2, 48}, badf},
		{"fd_prestat_get", []int64{4, 48}, badf},
		{"fd_prestat_dir_name", []int64{4, 48, 1}, badf},
		{"fd_read", []int64{0, 0, 0, 48}, success},
		{"fd_read", []int64{1, 0, 0, 48}, badf},
		{"fd_write", []int64{0, 0, 0, 48}, badf},
		{"fd_write", []int64{3, 0, 0, 48}, badf},
		{"fd_write", []int64{1, 0, 1025, 48}, inval},
		{"clock_time_get", []int64{2, 0, 48}, inval},
		{"clock_res_get", []int64{2, 48}, inval},
		{"sched_yield", nil, success},
	})
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	const device, canRead, canWrite = 2, 1 << 1, 1 << 6
	if memory[128+16] != device {
		t.Errorf("output is % x", memory[128:192])
	}
	for at, rights := range map[int]uint64{0: canRead, 24: canWrite} {
		if memory[at] != device || binary.LittleEndian.Uint64(memory[at+8:]) != rights {
			t.Errorf("the file at %d: % x", at, memory[at:at+24])
		}
	}
}

// iovs are places of memory, as fd_write wants them.
func iovs(places ...uint32) (b []byte) {
	for _, p := range places {
		b = binary.LittleEndian.AppendUint32(b, p)
	}
	return b
}

func TestOutputBecomesLogLines(t *testing.T) {
	text := "one\ntwo \xff\x1b[31m\n\nrest" // from 64 on
	data := append(append(iovs(64, 6, 70, 2, 72, uint32(len(text)-8)), make([]byte, 40)...), text...)
	memory, result := wasiRun(t, runtime.Options{}, check.Limits{}, data, nil, []wasiCall{
		{"fd_write", []int64{1, 0, 3, 32}, success},
		{"fd_write", []int64{2, 0, 1, 36}, success},
	})
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	if n := binary.LittleEndian.Uint32(memory[32:]); int(n) != len(text) {
		t.Errorf("%d bytes were written, of %d", n, len(text))
	}
	var got []string
	for _, l := range result.Logs {
		got = append(got, fmt.Sprintf("%v %q", l.Level, l.Message))
	}
	want := []string{`INFO "one"`, `INFO "two �[31m"`, `INFO ""`, `WARN "one"`, `INFO "rest"`, `WARN "tw"`}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestOutputIsCapped(t *testing.T) {
	const part = 64 << 10 // of one call
	data := append(iovs(0x100, 0x7000, 0x100, 0x7000, 0x100, 0x7000), bytes.Repeat([]byte("x"), 0x7100)...)
	copy(data[0x80:], make([]byte, 12))
	memory, result := wasiRun(t, runtime.Options{}, check.Limits{LogBytes: 100_000}, data, nil, []wasiCall{
		{"fd_write", []int64{1, 0, 3, 0x80}, success}, // a line without an end
		{"fd_write", []int64{1, 0, 3, 0x84}, success},
		{"fd_write", []int64{2, 0, 2, 0x88}, success},
	})
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	for at, want := range map[int]uint32{0x80: part, 0x84: part, 0x88: 2 * 0x7000} {
		if n := binary.LittleEndian.Uint32(memory[at:]); n != want {
			t.Errorf("%d bytes were written, want %d", n, want)
		}
	}
	if len(result.Logs) != 1 || len(result.Refused) != 1 ||
		result.Refused[0] != (check.Refused{Cause: "over the limit of log bytes", Key: "output", Count: 2}) {
		t.Errorf("%d lines, refused %+v", len(result.Logs), result.Refused)
	}
}

// subscription is one of poll_oneoff.
func subscription(userdata uint64, tag byte, what uint32, timeout time.Duration, absolute bool) []byte {
	b := make([]byte, 48)
	binary.LittleEndian.PutUint64(b, userdata)
	b[8] = tag
	binary.LittleEndian.PutUint32(b[16:], what)
	binary.LittleEndian.PutUint64(b[24:], uint64(timeout))
	if absolute {
		b[40] = 1
	}
	return b
}

// events reads what poll_oneoff has answered, as userdata/type/error.
func events(b []byte, n uint32) (all []string) {
	for ; n > 0; n-- {
		all = append(all, fmt.Sprintf("%d/%d/%d", binary.LittleEndian.Uint64(b), b[10], binary.LittleEndian.Uint16(b[8:])))
		b = b[32:]
	}
	return all
}

// Time is virtual here: no sleep takes any.
func TestPollReportsWhatIsDue(t *testing.T) {
	const clock, read, write = 0, 1, 2
	in := func(d time.Duration) time.Duration { return time.Duration(time.Now().Add(d).UnixNano()) }
	for _, c := range []struct {
		name          string
		subscriptions func() [][]byte
		want          []string
		takes         time.Duration
	}{
		{"the shortest sleep", func() [][]byte {
			return [][]byte{subscription(1, clock, 0, 2*time.Second, false), subscription(2, clock, 1, time.Second, false)}
		}, []string{"2/0/0"}, time.Second},
		{"no sleep", func() [][]byte { return [][]byte{subscription(1, clock, 1, 0, false)} }, []string{"1/0/0"}, 0},
		{"a time that is past", func() [][]byte { return [][]byte{subscription(1, clock, 0, in(-time.Hour), true)} }, []string{"1/0/0"}, 0},
		{"a time that comes a little later than another", func() [][]byte {
			return [][]byte{subscription(1, clock, 0, in(3*time.Second), true), subscription(2, clock, 0, in(4*time.Second), true)}
		}, []string{"1/0/0"}, 3 * time.Second},
		{"two at once", func() [][]byte {
			return [][]byte{subscription(1, clock, 0, in(time.Second), true), subscription(2, clock, 1, time.Second, false)}
		}, []string{"1/0/0", "2/0/0"}, time.Second},
		{"a clock that does not exist", func() [][]byte { return [][]byte{subscription(1, clock, 2, time.Hour, false)} }, []string{"1/0/28"}, 0},
		{"output is ready", func() [][]byte {
			return [][]byte{subscription(1, write, 1, 0, false), subscription(2, clock, 1, time.Second, false), subscription(3, write, 2, 0, false)}
		}, []string{"1/2/0", "3/2/0"}, 0},
		{"input is at its end", func() [][]byte { return [][]byte{subscription(1, read, 0, 0, false)} }, []string{"1/1/0"}, 0},
		{"files that are not open", func() [][]byte {
			return [][]byte{subscription(1, read, 1, 0, false), subscription(2, write, 3, 0, false)}
		}, []string{"1/1/8", "2/2/8"}, 0},
		{"what nobody knows", func() [][]byte { return [][]byte{subscription(1, 9, 0, 0, false)} }, []string{"1/9/28"}, 0},
	} {
		for _, out := range []int64{1024, 0, 16} { // the last two overlap
			t.Run(fmt.Sprintf("%s, events at %d", c.name, out), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					subscriptions := c.subscriptions()
					memory, result := wasiRun(t, runtime.Options{}, check.Limits{}, slices.Concat(subscriptions...), nil, []wasiCall{
						{"poll_oneoff", []int64{0, out, int64(len(subscriptions)), 2048}, success},
					})
					if result.Fault != nil {
						t.Fatal(result.Fault)
					}
					if got := events(memory[out:], binary.LittleEndian.Uint32(memory[2048:])); !slices.Equal(got, c.want) {
						t.Errorf("events %v, want %v", got, c.want)
					}
					if result.Usage.Wall != c.takes {
						t.Errorf("it took %v, want %v", result.Usage.Wall, c.takes)
					}
				})
			})
		}
	}
}

func TestASleepEndsAtTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, result := wasiRun(t, runtime.Options{}, check.Limits{Wall: 20 * time.Second}, subscription(1, 0, 1, time.Hour, false), nil,
			[]wasiCall{{"poll_oneoff", []int64{0, 1024, 1, 2048}, success}})
		if result.Fault == nil || result.Fault.Reason != check.Deadline || result.Usage.Wall != 20*time.Second {
			t.Errorf("fault %v after %v", result.Fault, result.Usage.Wall)
		}
	})
}

func TestPollDoesNotWaitDuringInitialisation(t *testing.T) {
	memory, result := wasiRun(t, runtime.Options{}, check.Limits{}, subscription(1, 0, 0, time.Hour, false),
		[]wasiCall{{"poll_oneoff", []int64{0, 1024, 1, 2048}, success}}, nil)
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	if got := events(memory[1024:], binary.LittleEndian.Uint32(memory[2048:])); !slices.Equal(got, []string{"1/0/0"}) {
		t.Errorf("events %v", got)
	}
}

func TestPollTakes1To128Subscriptions(t *testing.T) {
	_, result := wasiRun(t, runtime.Options{}, check.Limits{}, nil, nil, []wasiCall{
		{"poll_oneoff", []int64{0, 0x4000, 0, 0x7000}, inval},
		{"poll_oneoff", []int64{0, 0x4000, 128, 0x7000}, success},
		{"poll_oneoff", []int64{0, 0x4000, 129, 0x7000}, inval},
		{"poll_oneoff", []int64{0, 0x4000, -1, 0x7000}, inval},
	})
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
}

// Every pointer of every function that has one, pointing past the memory,
// across its end, and so that adding a length wraps around.
func TestEveryBadPointerOfWASIEndsTheRun(t *testing.T) {
	const bad = 1 << 40 // stands for the pointer that is tried
	for _, c := range []wasiCall{
		{function: "args_sizes_get", args: []int64{bad, 0}},
		{function: "args_sizes_get", args: []int64{0, bad}},
		{function: "environ_sizes_get", args: []int64{bad, 0}},
		{function: "environ_sizes_get", args: []int64{0, bad}},
		{function: "clock_res_get", args: []int64{0, bad}},
		{function: "clock_time_get", args: []int64{0, 0, bad}},
		{function: "random_get", args: []int64{bad, 4}},
		{function: "random_get", args: []int64{4, 0xffffffff}},
		{function: "fd_fdstat_get", args: []int64{1, bad}},
		{function: "fd_read", args: []int64{0, 0, 0, bad}},
		{function: "fd_write", args: []int64{1, bad, 1, 0}},
		{function: "fd_write", args: []int64{1, 0, 1, bad}},
		{function: "fd_write", args: []int64{1, 64, 1, 0}},
		{function: "fd_write", args: []int64{1, 72, 1, 0}},
		{function: "fd_filestat_get", args: []int64{1, bad}},
		{function: "fd_pread", args: []int64{0, 0, 0, 0, bad}},
		{function: "fd_prestat_get", args: []int64{3, bad}},
		{function: "fd_prestat_dir_name", args: []int64{3, bad, 8}},
		{function: "fd_readdir", args: []int64{3, bad, 8, 0, 0}},
		{function: "fd_readdir", args: []int64{3, 0, 8, 0, bad}},
		{function: "fd_seek", args: []int64{1, 0, 0, bad}},
		{function: "fd_tell", args: []int64{1, bad}},
		{function: "path_filestat_get", args: []int64{3, 0, bad, 8, 0}},
		{function: "path_filestat_get", args: []int64{3, 0, 0, 8, bad}},
		{function: "path_open", args: []int64{3, 0, bad, 8, 0, 0, 0, 0, 0}},
		{function: "path_open", args: []int64{3, 0, 0, 8, 0, 0, 0, 0, bad}},
		{function: "poll_oneoff", args: []int64{bad, 1024, 1, 0}},
		{function: "poll_oneoff", args: []int64{0, bad, 1, 0}},
		{function: "poll_oneoff", args: []int64{0, 1024, 1, bad}},
	} {
		for _, ptr := range []int64{65536, 65533, 0xffffffff} {
			call := wasiCall{c.function, slices.Clone(c.args), success}
			for i, a := range call.args {
				if a == bad {
					call.args[i] = ptr
				}
			}
			t.Run(fmt.Sprint(call.function, call.args), func(t *testing.T) {
				data := make([]byte, 64)
				data = append(data, iovs(65536, 1, 0xffffffff, 2)...) // at 64 and at 72
				_, result := wasiRun(t, runtime.Options{}, check.Limits{}, data, nil, []wasiCall{call})
				if result.Fault == nil || result.Fault.Reason != check.BadPointer {
					t.Errorf("fault %v", result.Fault)
				}
			})
		}
	}
}
