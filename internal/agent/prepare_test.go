package agent_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/internal/agent"
)

func TestACheckWaitsForItsOwnModuleAlone(t *testing.T) {
	main := settings(t)
	a := newAgent(t, main, instance("hello", 0), instance("fails", 0), instance("fails", 1))
	compiled := make(chan struct{})
	a.PrepareWith(func(ctx context.Context, module string) error {
		if filepath.Base(module) == "fails.wasm" {
			select {
			case <-compiled:
			case <-ctx.Done():
			}
		}
		return nil
	})
	stop := a.start(t)
	a.await(t, "runs of what is ready", func(runs []agent.Run) bool { return len(runsOf(runs, "hello")) >= 3 })
	info, err := agent.Ask(t.Context(), main)
	if err != nil {
		t.Fatal(err)
	}
	if want := (agent.ModulesInfo{Ready: 1, All: 2}); info.Modules != want {
		t.Errorf("info tells %+v, want %+v", info.Modules, want)
	}
	if runs, flushes := a.seen(); len(runsOf(runs, "fails")) > 0 || flushes == 0 {
		t.Errorf("%d runs of a module that is not ready, %d flushes", len(runsOf(runs, "fails")), flushes)
	}
	skipped := `msg="a run was skipped" check=fails`
	until(t, "a tick that is left out", func() bool { return strings.Contains(a.log.String(), skipped) })
	if strings.Contains(a.log.String(), "level=WARN "+skipped) {
		t.Errorf("a run that waits for its module is warned of:\n%s", a.log)
	}
	close(compiled)
	a.await(t, "runs of what is ready later", func(runs []agent.Run) bool { return len(runsOf(runs, "fails")) >= 4 })
	if info, err = agent.Ask(t.Context(), main); err != nil || info.Modules.Ready != 2 {
		t.Errorf("info tells %+v, %v", info.Modules, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestTheAgentStopsWhileModulesArePrepared(t *testing.T) {
	a := newAgent(t, settings(t), instance("hello", 0), instance("fails", 0))
	asked := make(chan struct{}, 2)
	a.PrepareWith(func(ctx context.Context, _ string) error {
		asked <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	})
	stop := a.start(t)
	<-asked
	if err := stop(); err != nil {
		t.Error(err)
	}
}
