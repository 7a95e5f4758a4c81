// Package scripttest runs scripts as the agent does, for the tests of the
// interpreters: what holds for the scripts of one language holds for all.
package scripttest

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// Loopback is where the servers of the tests are, and a name that is nowhere.
func Loopback() []check.Destination {
	return []check.Destination{{Host: "127.0.0.1"}, {Host: "nowhere.example"}}
}

// Language is that of some scripts, with a runtime that all tests share: its
// interpreter is compiled once, which takes most of their time.
type Language struct {
	Runtime *runtime.Runtime

	extension string
	fuel      int64
	stands    atomic.Bool
}

// Main runs the tests of a package whose scripts have the extension, such as
// ".py", and returns their exit code. Language is filled before they run; no run
// may use more fuel.
func Main(m *testing.M, language *Language, extension string, fuel int64, options runtime.Options) int {
	options.Hostname, options.Version, options.Now = "host.example", "1.2.3", language.now
	language.extension, language.fuel = extension, fuel
	// No test depends on a network: there are no names.
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, net.ErrClosed }}
	var err error
	if language.Runtime, err = runtime.Open(context.Background(), options); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := language.Runtime.Close(context.Background()); err != nil {
		panic(err)
	}
	return code
}

// StopClock lets the clock stand until the test ends, where what is expected has
// the time in it.
func (l *Language) StopClock(t testing.TB) {
	l.stands.Store(true)
	t.Cleanup(func() { l.stands.Store(false) })
}

func (l *Language) now() time.Time {
	if l.stands.Load() {
		return time.Unix(1_800_000_000, 0)
	}
	return time.Now()
}

// Script writes a script to a file of the test's own.
func (l *Language) Script(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "script"+l.extension)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // it is a temporary file of a test
		t.Fatal(err)
	}
	return path
}

// Run runs a script once, for an instance of the test's own.
func (l *Language) Run(t testing.TB, path, config string) check.Result {
	t.Helper()
	result, err := l.Runtime.Run(context.Background(), &check.Instance{
		ID: check.ID(t.Name() + path), Check: "test", Module: path,
		Config: []byte(config), InitConfig: []byte(`{}`), Allow: Loopback(),
		Limits: check.Limits{Fuel: l.fuel},
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

// Benchmark runs a script as often as it takes.
func (l *Language) Benchmark(b *testing.B, path string) {
	instance := check.Instance{ID: "hello", Check: "hello", Module: path, Config: []byte(`{}`), InitConfig: []byte(`{}`)}
	if _, err := l.Runtime.Run(context.Background(), &instance); err != nil { // compiles and boots
		b.Fatal(err)
	}
	var fuel int64
	for b.Loop() {
		result, err := l.Runtime.Run(context.Background(), &instance)
		if err != nil || result.Fault != nil {
			b.Fatal(err, result.Fault)
		}
		fuel = result.Usage.Fuel
	}
	b.ReportMetric(float64(fuel), "fuel/op")
}
