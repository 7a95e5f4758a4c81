package sandpiper

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// Logger writes to the agent's log. After the message come keys and values,
// as with log/slog: c.Log.Info("polled", "pages", 3).
type Logger struct{ host abi.Host }

// Debug logs what only helps to find a mistake.
func (l Logger) Debug(message string, args ...any) { l.log(abi.LevelDebug, message, args) }

// Info logs what is as it should be.
func (l Logger) Info(message string, args ...any) { l.log(abi.LevelInfo, message, args) }

// Warn logs what is odd. Unlike [Check.Warning] it leaves the run OK.
func (l Logger) Warn(message string, args ...any) { l.log(abi.LevelWarning, message, args) }

// Error logs what went wrong.
func (l Logger) Error(message string, args ...any) { l.log(abi.LevelError, message, args) }

// Critical logs what must be seen to.
func (l Logger) Critical(message string, args ...any) { l.log(abi.LevelCritical, message, args) }

func (l Logger) log(level int32, message string, args []any) {
	if len(args) > 0 {
		var line strings.Builder
		line.WriteString(message)
		for i := 0; i < len(args); i += 2 {
			key, ok := args[i].(string)
			if !ok || i+1 == len(args) {
				line.WriteString(" !BADKEY=" + quoted(args[i]))
				i-- // as log/slog does: what follows is a key again
				continue
			}
			line.WriteString(" " + key + "=" + quoted(args[i+1]))
		}
		message = line.String()
	}
	l.host.Log(level, clean(message))
}

// quoted returns a value as text, in quotes where it could be misread.
func quoted(value any) string {
	s := fmt.Sprint(value)
	if s == "" || strings.ContainsAny(s, " \t\r\n\"=") {
		return strconv.Quote(s)
	}
	return s
}

// Warning leaves a warning: the run counts as WARNING, and the agent's info
// shows the message.
func (c *Check) Warning(message string) {
	c.host.Warning(clean(message))
}

// Warningf is Warning with a message formatted by fmt.
func (c *Check) Warningf(format string, args ...any) {
	c.Warning(fmt.Sprintf(format, args...))
}

// ServiceMetadata reports a fact about the monitored service, such as its
// version.
func (c *Check) ServiceMetadata(name, value string) {
	c.host.ServiceMetadata(name, clean(value))
}
