//go:build !noscripts

package python_test

import (
	"context"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/python"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// loopback is where the servers of the tests are.
var loopback = []check.Destination{{Host: "127.0.0.1"}}

// shared is the runtime of all tests that need none of their own: the
// interpreter is compiled once, which takes most of their time.
var shared *runtime.Runtime

func TestMain(m *testing.M) {
	var err error
	if shared, err = runtime.Open(context.Background(), runtime.Options{
		Hostname: "host.example", Version: "1.2.3", Now: now,
		Interpreters: map[string]func() []byte{".py": python.Module},
	}); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := shared.Close(context.Background()); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// stands says that the clock does, where what is expected has the time in it.
var stands atomic.Bool

func now() time.Time {
	if stands.Load() {
		return time.Unix(1_800_000_000, 0)
	}
	return time.Now()
}

func run(t testing.TB, path, config string) check.Result {
	t.Helper()
	result, err := shared.Run(context.Background(), &check.Instance{
		ID: check.ID(t.Name() + path), Check: "test", Module: path,
		Config: []byte(config), InitConfig: []byte(`{}`), Allow: loopback,
		Limits: check.Limits{Fuel: 300_000_000}, // of which the interpreter's start takes a quarter
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range result.Logs {
		t.Logf("log: %v", line)
	}
	t.Logf("usage: %+v", result.Usage)
	return result
}

// The object of the check lives between runs; two instances have two, and draw
// other numbers, though they come from one image.
func TestWhatACheckKeepsOfItselfIsThereInItsNextRun(t *testing.T) {
	path := script(t, class+"        self.n = getattr(self, 'n', 0) + 1\n        self.gauge('n', self.n)\n        self.gauge('random', __import__('random').random())\n")
	drawn := map[float64]bool{}
	for _, id := range []check.ID{"a", "b"} {
		for n := 1.0; n <= 3; n++ {
			result, err := shared.Run(context.Background(), &check.Instance{ID: id, Check: "test", Module: path, Config: []byte(`{}`), InitConfig: []byte(`{}`)})
			if err != nil || result.Fault != nil {
				t.Fatal(err, result.Fault)
			}
			if got := result.Samples[0].Value; got != n {
				t.Errorf("run %v of %s: %v", n, id, got)
			}
			drawn[result.Samples[1].Value] = true
		}
	}
	if len(drawn) != 6 {
		t.Errorf("6 runs drew %d numbers: %v", len(drawn), drawn)
	}
}

// The library has programs of the machine answer some questions. Nobody who asks
// them wanted to start a process.
func TestWhatTheLibraryAsksOtherProgramsForIsAnsweredWithoutThem(t *testing.T) {
	path := script(t, class+`        import platform, uuid
        assert uuid.uuid1() != uuid.uuid1() and uuid.uuid1().node == uuid.getnode()
        assert platform.platform() and platform.processor() == '' and platform.uname().processor == ''
        self.gauge('node', uuid.getnode())
`)
	nodes := map[float64]bool{}
	for _, id := range []check.ID{"a", "b"} {
		for range 2 {
			result, err := shared.Run(context.Background(), &check.Instance{ID: id, Check: "test", Module: path, Config: []byte(`{}`), InitConfig: []byte(`{}`)})
			if err != nil || result.Fault != nil || len(result.Warnings) > 0 {
				t.Fatal(err, result.Fault, result.Warnings)
			}
			nodes[result.Samples[0].Value] = true
		}
	}
	if len(nodes) != 2 {
		t.Errorf("two instances have the addresses %v", nodes)
	}
}

func BenchmarkHello(b *testing.B) {
	instance := check.Instance{ID: "hello", Check: "hello", Module: firstCheck, Config: []byte(`{}`), InitConfig: []byte(`{}`)}
	if _, err := shared.Run(context.Background(), &instance); err != nil { // compiles and boots
		b.Fatal(err)
	}
	var fuel int64
	for b.Loop() {
		result, err := shared.Run(context.Background(), &instance)
		if err != nil || result.Fault != nil {
			b.Fatal(err, result.Fault)
		}
		fuel = result.Usage.Fuel
	}
	b.ReportMetric(float64(fuel), "fuel/op")
}
