package runtime_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

func TestAGuestThatWaitsForTheNetworkHoldsNoSlot(t *testing.T) {
	rt := open(t, runtime.Options{Slots: 1})
	other := moduleFile(t, checkRun(asm.I32(0)))
	ran := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		result, err := rt.Run(context.Background(), &check.Instance{ID: "other", Module: other})
		if result.Fault != nil {
			err = result.Fault
		}
		ran <- err
	}))
	defer server.Close()
	if result := run(t, rt, request(server.URL), check.Limits{}); result.Fault != nil {
		t.Error(result.Fault)
	}
	if err := <-ran; err != nil {
		t.Error(err)
	}
}

// announced serves whoever asks, and closes the channel when somebody has.
func announced(t *testing.T) (url string, asked <-chan struct{}) {
	t.Helper()
	done := make(chan struct{})
	once := sync.OnceFunc(func() { close(done) })
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { once() }))
	t.Cleanup(server.Close)
	return server.URL, done
}

func TestAGuestThatSleepsHoldsNoSlot(t *testing.T) {
	rt := open(t, runtime.Options{Slots: 1})
	url, asked := announced(t)
	sleeper := assemble(func(m *asm.Module) {
		get := importCheck(m, "http_get")
		poll := m.Import(wasi, "poll_oneoff", "i32 i32 i32 i32 -> i32")
		m.Data(24, []byte{0, 0xa0, 0xb8, 0x30, 0x46, 3}) // an hour in ns, at 24 of the subscription at 0
		m.Data(1024, []byte(url))
		m.Exported("check_run", "-> i32", 0,
			asm.I32(1024), asm.I32(int32(len(url))), asm.F64(0), asm.Call(get), asm.Ops(asm.Drop),
			callDrop(poll, 0, 64, 1, 128), asm.I32(0))
	})
	ctx, cancel := context.WithCancel(context.Background())
	slept := make(chan error)
	go func() {
		_, err := rt.Run(ctx, &check.Instance{ID: "sleeper", Module: moduleFile(t, sleeper), Limits: check.Limits{Wall: time.Hour}, Allow: loopback})
		slept <- err
	}()
	select {
	case <-asked:
	case err := <-slept:
		t.Fatalf("the sleeper asked nobody: %v", err)
	}
	if result := run(t, rt, checkRun(asm.I32(0)), check.Limits{}); result.Fault != nil {
		t.Error(result.Fault) // it has run: had the sleeper kept the slot, it could not have
	}
	cancel()
	if err := <-slept; err == nil {
		t.Error("the sleeper slept out")
	}
}

func TestToWaitForASlotCostsNoneOfTheTime(t *testing.T) {
	t.Parallel()
	rt := open(t, runtime.Options{Slots: 1})
	url, asked := announced(t)
	busy := make(chan check.Result)
	instance := &check.Instance{
		ID: "busy", Module: moduleFile(t, request(url, forever)), Allow: loopback,
		Limits: check.Limits{Wall: 500 * time.Millisecond, Fuel: 1e15}, // no processor is fast enough to meet it first
	}
	go func() {
		result, err := rt.Run(context.Background(), instance)
		if err != nil {
			t.Error(err)
		}
		busy <- result
	}()
	select {
	case <-asked:
	case result := <-busy:
		t.Fatalf("the busy one asked nobody: %+v", result)
	}
	waiting := run(t, rt, checkRun(asm.I32(0)), check.Limits{Wall: 50 * time.Millisecond})
	if waiting.Fault != nil {
		t.Error(waiting.Fault)
	}
	if fault := (<-busy).Fault; fault == nil || fault.Reason != check.Deadline {
		t.Errorf("the busy one: %v", fault)
	}
}

// Many instances of one module, each run several times, see their own
// configuration, state and clock, and nothing of the others.
func TestManyInstancesRunAtOnce(t *testing.T) {
	const instances, runs, room = 32, 8, 64
	module := moduleFile(t, assemble(func(m *asm.Module) {
		config, log := importCheck(m, "config"), importCheck(m, "log")
		get, set := importCheck(m, "state_get"), importCheck(m, "state_set")
		m.Data(0, []byte("k"))
		m.Data(16, []byte{'A' - 1})
		m.Exported("check_run", "-> i32", 1,
			// log the configuration, and then the state: one byte, counted up
			asm.I32(1), asm.I32(room), push(config, 0, room, room), asm.Call(log), asm.Ops(asm.Drop),
			callDrop(get, 0, 1, 16, 1),
			asm.I32(16), asm.I32(16), asm.Load32(), asm.I32(1), asm.Ops(asm.I32Add), asm.Store32(),
			callDrop(set, 0, 1, 16, 1),
			callDrop(log, 1, 16, 1),
			asm.I32(0))
	}))
	rt := open(t, runtime.Options{})
	var group sync.WaitGroup
	for i := range instances {
		group.Go(func() {
			instance := &check.Instance{ID: check.ID(fmt.Sprint(i)), Module: module, Config: fmt.Appendf(nil, `{"n":%d}`, i)}
			for n := range runs {
				result, err := rt.Run(context.Background(), instance)
				if err != nil || result.Fault != nil || len(result.Logs) != 2 {
					t.Errorf("instance %d: %v, %+v", i, err, result)
					return
				}
				if config := result.Logs[0].Message; config != string(instance.Config) {
					t.Errorf("instance %d reads the configuration %s", i, config)
				}
				if state := result.Logs[1].Message; state != string(rune('A'+n)) {
					t.Errorf("instance %d, run %d: state %q", i, n, state)
				}
			}
		})
	}
	group.Wait()
}
