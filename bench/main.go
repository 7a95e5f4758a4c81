// Command bench measures what the project promises in numbers, as ratios within
// one run of one machine, and writes docs/benchmarks.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

func main() {
	var b bench
	out := flag.String("o", "", "`file` to write (default the terminal)")
	only := flag.String("only", "", "measure `groups` alone, separated by commas")
	flag.StringVar(&b.root, "root", "..", "`folder` of the repository")
	flag.IntVar(&b.options.Rounds, "rounds", 9, "in which each way of doing a thing gets its turn")
	flag.DurationVar(&b.options.Turn, "turn", 50*time.Millisecond, "how long a turn lasts")
	of := flag.String("crowd", "", "only run `checks` as the bench asks itself to, in JSON")
	flag.Parse()
	if *of != "" {
		if err := runCrowd(*of); err != nil {
			fmt.Fprintln(os.Stderr, "error:", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := b.run(ctx, *out, *only)
	stop() // what was started has ended, and the files are gone
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// bench is what the groups share.
type bench struct {
	root    string // of the repository
	work    string // for files of this run
	plots   string // folder for plots; empty: none are drawn
	options measure.Options
}

// groups are measured, and stand on the page, in this order.
var groups = []struct {
	name    string
	measure func(*bench, context.Context) (group, error)
}{
	{"metric", (*bench).metric},
	{"peers", (*bench).peers},
	{"price", (*bench).price},
	{"kill", (*bench).kill},
	{"corpus", (*bench).corpus},
	{"refuse", (*bench).refuse},
	{"load", (*bench).load},
	{"fresh", (*bench).fresh},
	{"scale", (*bench).scale},
	{"agent", (*bench).agent},
	{"scripts", (*bench).scripts},
	{"clone", (*bench).clone},
}

func (b *bench) run(ctx context.Context, out, only string) (err error) {
	if b.work, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.work)) }()
	if out != "" {
		b.plots = filepath.Dir(out)
	}
	start, machine := time.Now(), describe()
	var measured []group
	for _, g := range groups {
		if only != "" && !slices.Contains(strings.Split(only, ","), g.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring", g.name)
		result, err := g.measure(b, ctx)
		if err != nil {
			return fmt.Errorf("measuring %s: %w", g.name, err)
		}
		measured = append(measured, result)
	}
	var page strings.Builder
	write(&page, machine, b.options, time.Since(start), measured)
	if out == "" {
		_, err = io.WriteString(os.Stdout, page.String())
		return err
	}
	return os.WriteFile(out, []byte(page.String()), 0o644)
}

// guest is the path of one of the bench's own guests.
func (b *bench) guest(name string) string { return filepath.Join(b.root, "bench", "guests", name) }
