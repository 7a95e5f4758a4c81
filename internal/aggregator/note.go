package aggregator

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// Note is something that the author of the check or the operator should hear
// of: samples that came to no point, or not to the point that was asked for.
type Note struct {
	Level slog.Level
	// Context is the first one concerned.
	Context *check.Context
	Message string // holds no text of a guest
	// Count is how many contexts, samples or points are concerned.
	Count int
}

// cause classes notes. A commit makes one note of each cause at most, however
// many contexts a check has: a log must not grow with what a guest sends.
type cause int

const (
	mixedKinds cause = iota
	oldSample
	valueFell
	clockWentBack
	sameTime
	overflow
	tooManyIdle
	causes
)

func (c cause) level() slog.Level {
	switch c {
	case valueFell, clockWentBack:
		return slog.LevelInfo
	default:
		return slog.LevelWarn
	}
}

// tally counts the notes of one commit.
type tally [causes]Note

// add returns the note of a cause, for its message.
func (t *tally) add(c cause, ctx *check.Context) *Note {
	n := &t[c]
	if n.Count == 0 {
		n.Level, n.Context = c.level(), ctx
	}
	n.Count++
	return n
}

func (t *tally) mixed(ctx *check.Context, first, other check.Kind) {
	if n := t.add(mixedKinds, ctx); n.Count == 1 {
		n.Message = fmt.Sprintf("submitted as %s, but it began as %s and stays that while it lives", other, first)
	}
}

func (t *tally) old(ctx *check.Context, recent time.Duration) {
	if n := t.add(oldSample, ctx); n.Count == 1 {
		n.Message = fmt.Sprintf("samples dropped: the time given with them lies more than %v back", recent)
	}
}

func (t *tally) fell(ctx *check.Context) {
	t.add(valueFell, ctx).Message = "no rate this time: the value fell, so its counter may have been reset"
}

func (t *tally) wentBack(ctx *check.Context) {
	t.add(clockWentBack, ctx).Message = "no rate this time: the newer sample has the earlier time"
}

func (t *tally) same(ctx *check.Context) {
	t.add(sameTime, ctx).Message = "no rate this time: two samples have the same time"
}

func (t *tally) overflowed(ctx *check.Context) {
	t.add(overflow, ctx).Message = "points dropped: their values are too large for a float64"
}

func (t *tally) crowded(ctx *check.Context, limit int) {
	if n := t.add(tooManyIdle, ctx); n.Count == 1 {
		n.Message = fmt.Sprintf("more than %d rates and monotonic counts are idle: the last values of those idle longest are lost", limit)
	}
}

func (t *tally) notes() []Note {
	var notes []Note
	for _, n := range t {
		if n.Count > 0 {
			notes = append(notes, n)
		}
	}
	return notes
}
