package agent

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/sandpiper-checks/sandpiper/check"
)

// logger is the logger of a check, checks.NAME, for one of its instances.
func (a *Agent) logger(i *check.Instance) *slog.Logger {
	return a.options.Log.With("logger", "checks."+i.Check, "instance", i.Index)
}

// logCache warns of a cache in which not everything has room that the modules
// need: nothing else shows it, but that each start is slow.
func (a *Agent) logCache() {
	need, most := a.runtime.CacheNeed()
	if need <= most {
		return
	}
	const mebi = 1 << 20
	a.options.Log.Warn("the cache is too small for these modules: some are compiled or initialised again at each start",
		"cache_size", most, "needed", need, "hint", fmt.Sprintf("set cache_size to %d MiB or more", (need+mebi-1)/mebi))
}

// log writes what the run logged and warned of, and how its instance changed.
func (a *Agent) log(r check.Result) {
	ctx, logger := context.Background(), a.logger(r.Instance)
	for _, line := range r.Logs {
		if logger.Enabled(ctx, line.Level) {
			// With the time at which the guest wrote it.
			_ = logger.Handler().Handle(ctx, slog.NewRecord(line.At, line.Level, line.Message, 0))
		}
	}
	for _, warning := range r.Warnings {
		logger.Warn(warning)
	}
	var before *ErrorInfo
	if known := a.records[r.Instance.ID]; known != nil {
		before = known.Error
	}
	switch {
	case r.Fault != nil:
		logFault(ctx, logger, r, before)
	case before != nil:
		logger.Info("the check works again")
	}
}

// logFault writes that a run failed: loudly when the one before did not, or not
// for the same reason, and quietly while that lasts, which info and the service
// check of each run tell of. It is a warning, because a check that finds its
// service down does its work; a module that can never run is an error.
func logFault(ctx context.Context, logger *slog.Logger, r check.Result, before *ErrorInfo) {
	f := r.Fault
	level, message := slog.LevelWarn, "the check failed"
	if f.Stopped() {
		message = "the check was stopped"
	}
	attributes := []any{"source", r.Instance.Source, "reason", string(f.Reason), "kind", f.Kind, "message", f.Detail}
	if f.Reason == check.BadModule {
		level, message = slog.LevelError, "the check cannot run"
		attributes = append(attributes, "hint", "sandpiper inspect "+r.Instance.Check+" shows what the module is")
	}
	if hint := f.Hint(); hint != "" {
		attributes = append(attributes, "hint", hint)
	}
	if before != nil && before.Reason == string(f.Reason) && before.Kind == f.Kind {
		level = slog.LevelDebug
	}
	// What a check says itself of where it failed is for its author; of one
	// that was stopped it is only for whoever asks.
	if f.Backtrace != "" && (f.Reason == check.Failed || logger.Enabled(ctx, slog.LevelDebug)) {
		attributes = append(attributes, "traceback", f.Backtrace)
	}
	logger.Log(ctx, level, message, attributes...)
}
