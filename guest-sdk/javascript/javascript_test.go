//go:build !noscripts

package javascript_test

import (
	"context"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/javascript"
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
		Interpreters: map[string]func() []byte{".js": javascript.Module, ".ts": javascript.Module},
		Translators: map[string]func(context.Context, []byte) ([]byte, error){
			".ts": func(_ context.Context, text []byte) ([]byte, error) { return javascript.Strip(text), nil },
		},
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
		Limits: check.Limits{Fuel: 100_000_000},
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

func TestTheDocumentsFirstCheckRunsAsItStands(t *testing.T) {
	result := run(t, "testdata/checks.d/hello.js", `{}`)
	if result.Fault != nil {
		t.Fatalf("%+v", result.Fault)
	}
	if len(result.Samples) != 1 || result.Samples[0].Context.Name != "hello.world" || result.Samples[0].Value != 1 {
		t.Errorf("%+v", result.Samples)
	}
}

// The object of the check lives between runs; two instances have two, and draw
// other numbers, though they come from one image.
func TestWhatACheckKeepsOfItselfIsThereInItsNextRun(t *testing.T) {
	path := script(t, class+"\t\tthis.n = (this.n ?? 0) + 1;\n\t\tthis.gauge('n', this.n);\n\t\tthis.gauge('random', Math.random());\n\t}\n}\n")
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

func BenchmarkHello(b *testing.B) {
	instance := check.Instance{ID: "hello", Check: "hello", Module: "testdata/checks.d/hello.js", Config: []byte(`{}`), InitConfig: []byte(`{}`)}
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
