package main

import (
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// count is a number of things, of which one has the name given.
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if stem, ok := strings.CutSuffix(one, "y"); ok {
		return strconv.Itoa(n) + " " + stem + "ies"
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// milliseconds is a time in a column.
func milliseconds(d time.Duration) string {
	if d >= time.Second {
		return fmt.Sprintf("%5.1f s ", d.Seconds())
	}
	return fmt.Sprintf("%5.1f ms", float64(d.Microseconds())/1000)
}

// short is a whole number in a column, for a glance.
func short(n int64) string {
	v, unit := float64(n), ""
	for _, next := range []string{"k", "M", "G", "T", "P", "E"} {
		if v < 999.5 {
			break
		}
		v, unit = v/1000, next
	}
	if unit == "" || v >= 9.95 {
		return fmt.Sprintf("%4s", fmt.Sprintf("%.0f%s", v, unit))
	}
	return fmt.Sprintf("%.1f%s", v, unit)
}

// number is a value as people write it: exact, and with an exponent only when
// it is very large or very small.
func number(v float64) string {
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e15) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// rounded is a value for a glance: five digits are enough, and of an integer all.
func rounded(v float64) string {
	switch {
	case v == math.Trunc(v):
	case math.Abs(v) >= 1e4:
		v = math.Round(v*10) / 10
	default:
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 5, 64), 64) // what was just formatted
	}
	return number(v)
}

// bytesText is a size as people read it.
func bytesText(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	default:
		return fmt.Sprintf("%d bytes", n)
	}
}

// levelName is the name of a level of the log, which are those of the ABI.
func levelName(l slog.Level) string {
	switch {
	case l < slog.LevelInfo:
		return "debug"
	case l < slog.LevelWarn:
		return "info"
	case l < slog.LevelError:
		return "warning"
	case l < slog.LevelError+4:
		return "error"
	default:
		return "critical"
	}
}

// exception shows an error as the document does, which was Python's way:
// ConnectionError('Connection refused.',)
func exception(kind, message string) string {
	if message == "" {
		return printable(kind) + "()"
	}
	quote := `'`
	if strings.Contains(message, `'`) && !strings.Contains(message, `"`) {
		quote = `"`
	}
	message = strings.NewReplacer(`\`, `\\`, quote, `\`+quote).Replace(message)
	return printable(kind) + "(" + quote + printable(message) + quote + ",)"
}

// identity is what tells a metric from others of its name, on an agent of the
// hostname given: that one need not be repeated.
func identity(m check.Metric, hostname string) string {
	parts := append([]string{}, m.Tags...)
	if m.Device != "" {
		parts = append(parts, "device "+m.Device)
	}
	if m.Hostname != "" && m.Hostname != hostname {
		parts = append(parts, "host "+m.Hostname)
	}
	return strings.Join(parts, " ")
}
