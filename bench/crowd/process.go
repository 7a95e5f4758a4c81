package crowd

import (
	"context"
	"os/exec"
	"sync"

	"github.com/sandpiper-checks/sandpiper/check"
)

// processes start a program for each run, and read what it writes.
type processes struct {
	program string

	mu        sync.Mutex
	reporters map[check.ID]*reporter
}

func newProcesses(program string) *processes {
	return &processes{program: program, reporters: map[check.ID]*reporter{}}
}

func (p *processes) Run(ctx context.Context, instance *check.Instance) (check.Result, error) {
	p.mu.Lock()
	r := p.reporters[instance.ID]
	if r == nil {
		r = newReporter(instance)
		p.reporters[instance.ID] = r
	}
	p.mu.Unlock()
	return r.run(func() error {
		out, err := exec.CommandContext(ctx, p.program).Output()
		if err != nil {
			return err
		}
		return r.lines(out)
	})
}
