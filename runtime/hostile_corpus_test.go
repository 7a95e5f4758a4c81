package runtime_test

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	"github.com/sandpiper-checks/sandpiper/check"
)

// hostile is a module that means harm, and what must come of it. Each is a
// file of testdata/hostile, in the text format that package wat knows, led by
// remarks, one field a line:
//
//	;; tries: what it tries, in one line
//	;; limits: those that are not the defaults, as in samples=2 wall=50ms
//	;; config: of its instance; $URL stands for a server that is allowed
//	;; meets: ok, or the reason of the fault that the run ends with
//	;; detail: of the fault; … stands for anything
//	;; backtrace: of the fault, the innermost first, with < between the functions
//	;; fuel: units, exactly; where fuel is the reason it must be there
//	;; keeps: what the result holds, as in samples=2 logs=1; what is not named is 0
//	;; refused: how often, and the cause; a line for each cause
//	;; inspect: what Inspect says is wrong; … stands for anything
//	;; runs: so many of the module, one after another; what it meets is of the last
//
// Only tries and meets must be there.
type hostile struct {
	name string // folder/name
	file string

	tries     string
	limits    []testkit.Limit
	config    string
	meets     string
	detail    string
	backtrace string
	fuel      int64
	keeps     string
	refused   []string
	inspect   string
	runs      int

	text string
}

const hostileFolder = "testdata/hostile"

// corpus reads all hostile modules, by name.
func corpus(t testing.TB) (all []hostile) {
	t.Helper()
	err := filepath.WalkDir(hostileFolder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(hostileFolder, path)
		h := hostile{name: strings.TrimSuffix(filepath.ToSlash(name), ".wat"), file: path, text: string(b), runs: 1}
		if err := h.header(); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, h)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// header reads the remarks that lead the text.
func (h *hostile) header() error {
	scanner := bufio.NewScanner(strings.NewReader(h.text))
	for scanner.Scan() {
		line, ok := strings.CutPrefix(scanner.Text(), ";; ")
		if !ok {
			break
		}
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "tries":
			h.tries = value
		case "limits":
			for field := range strings.FieldsSeq(value) {
				name, value, _ := strings.Cut(field, "=")
				h.limits = append(h.limits, testkit.Limit{Name: name, Value: value})
			}
		case "config":
			h.config = value
		case "meets":
			h.meets = value
		case "detail":
			h.detail = value
		case "backtrace":
			h.backtrace = value
		case "inspect":
			h.inspect = value
		case "fuel":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return err
			}
			h.fuel = n
		case "keeps":
			h.keeps = value
		case "refused":
			h.refused = append(h.refused, value)
		case "runs":
			n, err := strconv.Atoi(value)
			if err != nil {
				return err
			}
			h.runs = n
		default:
			return fmt.Errorf("there is no field %q", key)
		}
	}
	switch {
	case h.tries == "" || h.meets == "":
		return errors.New("tries and meets must be there")
	case h.meets == string(check.Fuel) && h.fuel == 0 && !*update:
		return errors.New("fuel must be there")
	}
	return scanner.Err()
}
