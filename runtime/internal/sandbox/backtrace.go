package sandbox

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

const (
	// mostFrames is how many frames of a backtrace are kept, the innermost
	// ones. The engine tells of so many, but names may have many lines.
	mostFrames = 30
	// frameBytes is what is kept of one name: it is the guest's own and may
	// be a megabyte.
	frameBytes = 200
)

// The engine writes a frame as MODULE.NAME(PARAMS) RESULTS, where the guest's
// own module has no name, and its functions may be named as they like.
var frameTypes = regexp.MustCompile(`\([a-z0-9,]*\)( [a-z0-9]+| \([a-z0-9,]+\))?$`)

// split takes apart the text of an engine's error: what happened, and the
// functions that were under way, innermost first, one a line.
func (m *Module) split(err error) (detail, backtrace string) {
	detail, trace, _ := strings.Cut(err.Error(), "wasm stack trace:")
	detail = strings.TrimSpace(strings.TrimPrefix(detail, "wasm error: "))
	detail = strings.TrimSuffix(detail, " (recovered by wazero)")
	var frames []string
	for line := range strings.Lines(trace) {
		line = strings.TrimSpace(line)
		if line == "... maybe followed by omitted frames" {
			frames = append(frames, "…")
		} else if frame := m.frame(line); frame != "" && len(frames) < mostFrames {
			frames = append(frames, frame)
		}
	}
	return detail, strings.Join(frames, "\n")
}

// frame is a line of the engine's as it is shown: the guest's functions by
// their names, or else by their numbers, and the host's with that of their
// world. It is empty for what was added to the guest.
func (m *Module) frame(line string) string {
	line = frameTypes.ReplaceAllString(line, "")
	switch line {
	case meter.Module + "." + meter.Yield, ".sandpiper.refuel", ".sandpiper.returned", ".sandpiper.hold":
		return ""
	}
	name, own := strings.CutPrefix(line, ".")
	if digits, ok := strings.CutPrefix(name, "$"); own && ok {
		if number, err := strconv.Atoi(digits); err == nil {
			return m.numbered(number)
		}
	}
	return clean(name)
}

// numbered is a function without a name by its number before it was metered:
// behind the imports there is one more now, and behind them all what was added.
func (m *Module) numbered(number int) string {
	if number > m.imported {
		number--
	}
	if number >= m.functions {
		return ""
	}
	return "$" + strconv.Itoa(number)
}

// clean is a name without control characters and of bounded length.
func clean(name string) string {
	name = strings.Map(func(c rune) rune {
		if !strconv.IsPrint(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(name, "\uFFFD"))
	if len(name) > frameBytes {
		return strings.ToValidUTF8(name[:frameBytes], "") + "…"
	}
	return name
}
