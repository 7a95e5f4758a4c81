// Package proc reads what Linux tells of a process: the memory that it has and
// the processor time that it took.
package proc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Memory is that of a process, in bytes.
type Memory struct {
	RSS          int64 // what is in memory, shared or not
	PSS          int64 // the same, what is shared divided among those who share it
	PrivateDirty int64 // what it has written and shares with nobody
}

// Less is what the process has more than it had.
func (m Memory) Less(before Memory) Memory {
	return Memory{m.RSS - before.RSS, m.PSS - before.PSS, m.PrivateDirty - before.PrivateDirty}
}

// MemoryOf is that of a process, named by its number or "self".
func MemoryOf(process string) (Memory, error) {
	b, err := os.ReadFile("/proc/" + process + "/smaps_rollup")
	if err != nil {
		return Memory{}, err
	}
	return parseSmaps(b, "")
}

// MappedOf is the part of it that lies in mappings whose name begins so.
func MappedOf(process, name string) (Memory, error) {
	b, err := os.ReadFile("/proc/" + process + "/smaps")
	if err != nil {
		return Memory{}, err
	}
	return parseSmaps(b, name)
}

// parseSmaps adds up the mappings whose name begins as given.
func parseSmaps(b []byte, name string) (m Memory, err error) {
	fields := map[string]*int64{"Rss:": &m.RSS, "Pss:": &m.PSS, "Private_Dirty:": &m.PrivateDirty}
	counts := false
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if !strings.HasSuffix(words[0], ":") { // a mapping: addresses, rights, offset, device, inode, name
			counts = name == "" || len(words) > 5 && strings.HasPrefix(words[5], name)
			continue
		}
		sum := fields[words[0]]
		if sum == nil || !counts {
			continue
		}
		if len(words) != 3 || words[2] != "kB" {
			return Memory{}, fmt.Errorf("reading smaps: %q is no size", lines.Text())
		}
		kilobytes, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil {
			return Memory{}, fmt.Errorf("reading smaps: %w", err)
		}
		*sum += kilobytes << 10
	}
	return m, lines.Err()
}

// tick is the unit in which Linux counts processor time for programs.
const tick = time.Second / 100

// CPUOf is the processor time that a process took, without that of its children.
func CPUOf(process string) (time.Duration, error) {
	b, err := os.ReadFile("/proc/" + process + "/stat")
	if err != nil {
		return 0, err
	}
	return parseStat(string(b))
}

func parseStat(stat string) (time.Duration, error) {
	const user, system = 11, 12 // behind the name, which may have spaces
	_, rest, ok := cutLast(stat, ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) <= system {
		return 0, errors.New("reading stat: there are fields missing")
	}
	var sum int64
	for _, field := range []string{fields[user], fields[system]} {
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("reading stat: %w", err)
		}
		sum += ticks
	}
	return time.Duration(sum) * tick, nil
}

func cutLast(s, separator string) (before, after string, ok bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}
