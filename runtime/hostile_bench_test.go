package runtime_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// BenchmarkHostile reports the median of how long each module of the corpus is
// alive: what is left to run until its deadline, as late-ns, from then on; all
// others, as ended-ns, from their file to the end of the last of their runs. make
// bench reads it.
func BenchmarkHostile(b *testing.B) {
	server := serveHostile(b)
	for _, h := range corpus(b) {
		file, within := moduleFile(b, wat.Assemble(h.text)), limits(b, h.limits)
		b.Run(h.name, func(b *testing.B) {
			var took []time.Duration
			for range b.N {
				took = append(took, h.lives(b, &check.Instance{
					ID: "hostile", Check: "hostile", Module: file, Limits: within, Allow: loopback,
					Config: []byte(strings.ReplaceAll(h.config, "$URL", server)), InitConfig: []byte("{}"),
				}))
			}
			slices.Sort(took)
			median, unit := took[b.N/2], "ended-ns"
			if h.meets == string(check.Deadline) {
				median, unit = median-within.Wall, "late-ns"
			}
			b.ReportMetric(float64(median), unit)
		})
	}
}

// lives is how long a hostile module takes in a runtime that has seen nothing
// before. One that ends by its deadline has run once when its time begins: it is
// loaded, and what it does when it is initialised for all runs is done.
func (h *hostile) lives(b *testing.B, instance *check.Instance) time.Duration {
	b.Helper()
	ctx := context.Background()
	rt, err := runtime.Open(ctx, runtime.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer rt.Close(ctx)
	start := time.Now()
	h.endure(b, rt, instance)
	if h.meets == string(check.Deadline) {
		start = time.Now()
		h.endure(b, rt, instance)
	}
	return time.Since(start)
}

// endure runs the module as often as its file says, and looks how that ended.
func (h *hostile) endure(b *testing.B, rt *runtime.Runtime, instance *check.Instance) {
	b.Helper()
	for range h.runs {
		result, err := rt.Run(context.Background(), instance)
		if err != nil {
			b.Fatal(err) // a defect of the host
		}
		if met := ended(result); met != h.meets {
			b.Fatalf("it meets %s, want %s", met, h.meets)
		}
	}
}

// ended is how a run ended, as the corpus names it.
func ended(r check.Result) string {
	if r.Fault != nil {
		return string(r.Fault.Reason)
	}
	return "ok"
}
