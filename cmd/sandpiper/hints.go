package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// hints are what to do about the outcomes of a check, each said once.
func (a *app) hints(ctx context.Context, main config.Main, target string, rounds [][]outcome) []string {
	var hints []string
	add := func(format string, values ...any) {
		if hint := fmt.Sprintf(format, values...); !slices.Contains(hints, hint) {
			hints = append(hints, hint)
		}
	}
	for _, o := range slices.Concat(rounds...) {
		switch {
		case o.reason == check.BadModule:
			add("%s inspect %s shows what the module is", a.name, target)
		case o.reason == check.Failed && asksAgent(ctx, main, o.config):
			add("nothing listens at %s, the agent's own page; start the agent: %s run", main.Listen, a.name)
		case o.pending && len(rounds) == 1:
			add("rates and monotonic counts need two runs: %s check %s --rate", a.name, target)
		}
	}
	return hints
}

// asksAgent says that an instance is about the agent's own page while no agent
// serves it.
func asksAgent(ctx context.Context, main config.Main, instance []byte) bool {
	if main.Listen == "" || !bytes.Contains(instance, []byte(main.Listen)) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", main.Listen)
	if err != nil {
		return true
	}
	_ = conn.Close() // nothing was said
	return false
}
