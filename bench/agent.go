package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
	"github.com/sandpiper-checks/sandpiper/bench/proc"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// agent measures the whole agent, as it is installed.
func (b *bench) agent(ctx context.Context) (g group, err error) {
	program, err := b.program(ctx)
	if err != nil {
		return group{}, err
	}
	inGo, err := b.goGuest(ctx, "ten")
	if err != nil {
		return group{}, err
	}
	g = group{
		title: "The agent",
		text: `The program as it is installed, with an output to a file. It has started when the metrics of the first run of each check have been
delivered. A module is one of different content; checks in C have the same code otherwise.`,
	}
	for _, measure := range []func(context.Context, installation) ([]row, error){b.starts, b.loaded, b.loadedWith10000} {
		rows, err := measure(ctx, installation{bench: b, program: program, inC: b.guest("ten.wasm"), inGo: inGo})
		if err != nil {
			return group{}, err
		}
		g.rows = append(g.rows, rows...)
	}
	return g, nil
}

// program builds the agent.
func (b *bench) program(ctx context.Context) (string, error) {
	program := filepath.Join(b.work, "sandpiper")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "./cmd/sandpiper")
	build.Dir = b.root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building sandpiper: %w\n%s", err, out)
	}
	return program, nil
}

// starts measures the start with 100 checks, and rest after it.
func (b *bench) starts(ctx context.Context, i installation) (rows []row, err error) {
	home, err := i.folder("hundred", time.Hour, modules{c: 9, inGo: 1, checks: 10})
	if err != nil {
		return nil, err
	}
	var cold, warm []time.Duration
	var rest proc.Memory
	var cpu time.Duration
	for range min(b.options.Rounds, 3) {
		if err := os.RemoveAll(filepath.Join(home, "cache")); err != nil {
			return nil, err
		}
		for _, took := range []*[]time.Duration{&cold, &warm} {
			err := i.run(ctx, home, func(a running) error {
				*took = append(*took, a.took)
				const quiet = 2 * time.Second
				before, err := proc.CPUOf(a.pid)
				if err != nil {
					return err
				}
				time.Sleep(quiet)
				after, err := proc.CPUOf(a.pid)
				if err != nil {
					return err
				}
				cpu = (after - before) / (quiet / time.Second)
				rest, err = proc.MemoryOf(a.pid)
				return err
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return []row{
		plain("start with 100 checks of 9 modules in C and one in Go, empty cache", measure.Median(cold)),
		within("start with the same, warm cache", measure.Median(warm), time.Second, ""),
		atMost("memory of the same at rest (RSS)", rest.RSS, 60_000_000, fmt.Sprintf("Pss %s, Private_Dirty %s", megabytes(rest.PSS), megabytes(rest.PrivateDirty))),
		{what: "CPU of the same at rest, each second", measured: atRest(cpu), from: "two seconds after its start"},
	}, nil
}

// atRest shows a processor time, which is known to 10 ms in two seconds.
func atRest(cpu time.Duration) string {
	const known = 5 * time.Millisecond
	if cpu < known {
		return "less than " + duration(known)
	}
	return duration(cpu)
}

// loaded measures what another module takes.
func (b *bench) loaded(ctx context.Context, i installation) (rows []row, err error) {
	memory := func(name string, m modules) (has proc.Memory, err error) {
		home, err := i.folder(name, time.Hour, m)
		if err != nil {
			return has, err
		}
		for range 2 { // the second time there is a cache
			err = errors.Join(err, i.run(ctx, home, func(a running) (err error) {
				time.Sleep(time.Second)
				has, err = proc.MemoryOf(a.pid)
				return err
			}))
		}
		return has, err
	}
	for _, m := range []struct {
		what      string
		few, many modules
		more      int64
	}{
		{"a module in C", modules{c: 1, checks: 1}, modules{c: 41, checks: 1}, 40},
		{"a module in Go, of 2.8 MB", modules{inGo: 1, checks: 1}, modules{inGo: 5, checks: 1}, 4},
	} {
		few, err := memory("few", m.few)
		if err != nil {
			return nil, err
		}
		many, err := memory("many", m.many)
		if err != nil {
			return nil, err
		}
		more := many.Less(few)
		rows = append(rows, row{
			what: "memory of " + m.what + " that is loaded and has run", measured: megabytes(more.PrivateDirty / m.more),
			from: fmt.Sprintf("Private_Dirty; Pss %s; of %d more", megabytes(more.PSS/m.more), m.more),
		})
	}
	return rows, nil
}

// loadedWith10000 measures the agent under its largest load.
func (b *bench) loadedWith10000(ctx context.Context, i installation) (rows []row, err error) {
	const interval, ticks = 15 * time.Second, 1
	home, err := i.folder("many_checks", interval, modules{inGo: 1, checks: 10_000})
	if err != nil {
		return nil, err
	}
	err = i.run(ctx, home, func(a running) error {
		time.Sleep(interval) // the first interval has only the first round
		before, err := proc.CPUOf(a.pid)
		if err != nil {
			return err
		}
		time.Sleep(ticks * interval)
		after, err := proc.CPUOf(a.pid)
		if err != nil {
			return err
		}
		has, err := proc.MemoryOf(a.pid)
		if err != nil {
			return err
		}
		live, err := a.live()
		if err != nil {
			return err
		}
		rows = []row{
			atMost("memory with 10,000 checks in Go, 100,000 series (RSS)", has.RSS, 256_000_000,
				fmt.Sprintf("Pss %s, Private_Dirty %s", megabytes(has.PSS), megabytes(has.PrivateDirty))).
				because(fmt.Sprintf("up to %s are in use, while all series are delivered at once: names, tags, last values and lines; half as much again is garbage "+
					"before it is collected", megabytes(live))),
			{
				what: "CPU of the same for a run of each, delivery included", measured: duration((after - before) / ticks),
				from: fmt.Sprintf("every %v; started after %s", interval, duration(a.took)),
			},
		}
		return nil
	})
	return rows, err
}

// installation is what an agent is started from.
type installation struct {
	bench                        *bench
	program, inC, inGo, inPython string
}

// queueBytes is enough for what all checks of the largest load report at once.
const queueBytes = 64 << 20

// modules are how many there are, and how many checks of each.
type modules struct{ c, inGo, inPython, checks int }

// folder makes a folder with a configuration, or makes it anew.
func (i installation) folder(name string, interval time.Duration, m modules) (home string, err error) {
	home = filepath.Join(i.bench.work, name)
	if err := os.RemoveAll(home); err != nil {
		return "", err
	}
	for _, sub := range []string{"conf.d", "checks.d"} {
		if err := os.MkdirAll(filepath.Join(home, sub), 0o755); err != nil {
			return "", err
		}
	}
	settings := fmt.Sprintf("hostname: bench\ncheck_interval: %d\nlisten: off\ncache_dir: %s\nstate_dir: %s\nsocket: %s\nforwarder_queue_bytes: %d\noutputs:\n  - {kind: jsonl, path: %s}\n",
		int(interval.Seconds()), filepath.Join(home, "cache"), filepath.Join(home, "state"), filepath.Join(home, "socket"), queueBytes, filepath.Join(home, "out.jsonl"))
	if err := os.WriteFile(filepath.Join(home, "sandpiper.yaml"), []byte(settings), 0o644); err != nil {
		return "", err
	}
	for n := range m.c + m.inGo + m.inPython {
		source := i.inC
		switch {
		case n >= m.c+m.inGo:
			source = i.inPython
		case n >= m.c:
			source = i.inGo
		}
		code, err := os.ReadFile(source)
		if err != nil {
			return "", err
		}
		check, extension := fmt.Sprintf("check%d", n), filepath.Ext(source)
		if extension == ".wasm" {
			if code, err = runtime.Pack(code, runtime.Manifest{Name: check, ABI: "check/v1"}); err != nil {
				return "", err
			}
		}
		if err := os.WriteFile(filepath.Join(home, "checks.d", check+extension), code, 0o644); err != nil {
			return "", err
		}
		var instances strings.Builder
		instances.WriteString("init_config:\ninstances:\n")
		for instance := range m.checks {
			fmt.Fprintf(&instances, "  - service: s%d\n", instance)
		}
		if err := os.WriteFile(filepath.Join(home, "conf.d", check+".yaml"), []byte(instances.String()), 0o644); err != nil {
			return "", err
		}
	}
	return home, nil
}

// running is an agent that runs.
type running struct {
	pid  string
	took time.Duration // until it had delivered what the first runs reported
	log  string        // the path of it
}

// run starts an agent, lets look at it once it has started, and stops it.
func (i installation) run(ctx context.Context, home string, look func(running) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute) // then it is killed
	defer cancel()
	out := filepath.Join(home, "out.jsonl")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(home, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, i.program, "run", "--config", filepath.Join(home, "sandpiper.yaml"))
	cmd.Dir, cmd.Stderr = home, log
	cmd.Env = append(os.Environ(), "GODEBUG=gctrace=1") // a line a collection
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, cmd.Process.Signal(os.Interrupt), cmd.Wait())
		said, unread := os.ReadFile(log.Name())
		if err = errors.Join(err, unread); err == nil && bytes.Contains(said, []byte("data was dropped")) {
			err = errors.New("it drops data")
		}
		if err != nil {
			err = fmt.Errorf("sandpiper run: %w\n%s", err, said)
		}
	}()
	for !hasLine(out) {
		if ctx.Err() != nil {
			return errors.New("it delivers nothing")
		}
		time.Sleep(2 * time.Millisecond)
	}
	return look(running{strconv.Itoa(cmd.Process.Pid), time.Since(start), log.Name()})
}

// live is the largest number of bytes that the garbage collector found in use,
// by the log of the agent.
func (a running) live() (bytes int64, err error) {
	log, err := os.ReadFile(a.log)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(log)) {
		_, sizes, _ := strings.Cut(line, " ms cpu, ") // before, after and in use: 217->228->158 MB
		var before, after, live int64
		if n, _ := fmt.Sscanf(sizes, "%d->%d->%d MB", &before, &after, &live); n == 3 {
			bytes = max(bytes, live<<20)
		}
	}
	if bytes == 0 {
		return 0, errors.New("the agent's log tells of no collection")
	}
	return bytes, nil
}

// hasLine says whether a file has a whole line.
func hasLine(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false // not yet
	}
	defer f.Close()
	_, err = bufio.NewReaderSize(f, 64<<10).ReadString('\n')
	return err == nil
}
