package runtime_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// subject is a module with what it is run with.
type subject struct {
	file   string
	limits check.Limits
	config string
}

// subjects are the examples, what is built of C, and the hostile corpus, but
// for what talks to servers, and what ends at a time that no two runs share.
func subjects(t *testing.T) map[string]subject {
	t.Helper()
	all := map[string]subject{}
	for _, pattern := range []string{cExamples + "*.wasm", cEvery, "../abi/testkit/hello.wasm"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			all[file] = subject{file: file, config: "{}"}
		}
	}
	all["hello in Go"] = subject{file: build(t, "../guest-sdk/go/examples/hello"), config: "{}"}
	all["litter in Go"] = subject{file: buildLitter(t), config: "{}"}
	all["handlers"] = subject{file: moduleFile(t, wat.Assemble(handlers)), config: "{}"}
	for _, h := range corpus(t) {
		if h.meets == string(check.Deadline) || h.meets == string(check.BadModule) || strings.Contains(h.config, "$URL") || h.runs > 1 {
			continue
		}
		file := filepath.Join(t.TempDir(), "hostile.wasm")
		if err := os.WriteFile(file, wat.Assemble(h.text), 0o644); err != nil {
			t.Fatal(err)
		}
		all[h.name] = subject{file, limits(t, h.limits), h.config}
	}
	return all
}

// handlers catches exceptions, which costs the more the further the stack was
// ever used. It recurses when it is initialised.
const handlers = `(module
	(memory (export "memory") 1)
	(tag $t)
	(func $deep (param i32) (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1))))))
	(func $caught (block $b (try_table (catch $t $b) (throw $t))))
	(func (export "_initialize") (call $deep (i32.const 5000)) (call $caught) (call $caught) (call $caught))
	(func (export "sandpiper_abi_v1"))
	(func (export "check_run") (result i32) (call $caught) (call $caught) (i32.const 0)))`

// What a run reports, how it ends and what it costs is the same whether its
// guest began with an image or was initialised for it alone; but that who pays
// for the initialisation has it on the bill, and in the log.
func TestARunFromAnImageIsARunOfAFreshGuest(t *testing.T) {
	options := runtime.Options{
		Hostname: testkit.Hostname, Now: func() time.Time { return time.Unix(testkit.Now, 0) }, Random: zeros{},
		CacheDir: t.TempDir(),
	}
	fresh, frozen := open(t, options), open(t, options)
	count := 0
	for name, s := range subjects(t) {
		t.Run(name, func(t *testing.T) {
			run := func(rt *runtime.Runtime, as string) check.Result {
				result := runInstance(t, rt, &check.Instance{
					ID: check.ID(name + as), Check: "test", Module: s.file,
					Limits: s.limits, Config: []byte(s.config), InitConfig: []byte("{}"),
				})
				result.Instance = nil
				return result
			}
			fresh.NeverFreeze(t, s.file)
			want := run(fresh, "")
			for _, as := range []string{"a", "b", "c"} { // what is kept of one is not seen by another
				got := run(frozen, as)
				if as == "a" && frozen.Frozen(t, s.file) {
					count++
					fuel, calls, logged := fresh.InitialisationOf(t, s.file)
					want.Usage.Fuel -= fuel
					want.Usage.HostCalls -= calls
					compare(t, "the first run", want, got)
					if want.Logs = want.Logs[logged:]; len(want.Logs) == 0 {
						want.Logs = nil
					}
					continue
				}
				compare(t, "a run", want, got)
			}
		})
	}
	if count < 50 {
		t.Errorf("only %d modules were frozen", count)
	}
}

func compare(t *testing.T, what string, want, got check.Result) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-fresh +frozen):\n%s", what, diff)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
