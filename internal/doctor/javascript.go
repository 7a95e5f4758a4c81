package doctor

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
)

// loads is what stands before a script so that it is loaded and not run: its
// check is an error of this kind when it is made.
const (
	loads     = "globalThis.AgentCheck = class extends AgentCheck { constructor() { throw Object.assign(new Error(), { name: '" + loadsKind + "' }) } };"
	loadsKind = "ScriptLoads"
)

// lookedAt is what is said of every such script, for nobody reads what it does.
const lookedAt = "the script: only whether it loads, and which URLs stand in it, was looked at; --run tells more"

// lookJavaScript loads a script in JavaScript or TypeScript, and reads the URLs
// that stand in it.
func (d *doctor) lookJavaScript(ctx context.Context, s subject, text []byte) ([]sign, error) {
	path := filepath.Join(d.work, filepath.Base(s.script))
	if err := os.WriteFile(path, append([]byte(loads), text...), 0o600); err != nil {
		return nil, err
	}
	result, err := d.runtime.Run(ctx, &check.Instance{
		ID: check.ID("doctor " + s.script), Check: s.name, Module: path, Config: []byte("{}"), InitConfig: []byte("{}"),
	})
	if err != nil {
		return nil, err
	}
	found := []sign{{kind: "looked", text: lookedAt, when: always}}
	if fault := result.Fault; fault != nil && fault.Kind != loadsKind {
		return append(found, sign{kind: "load", text: strings.ReplaceAll(fault.Error(), path, s.script), line: lineOf(fault.Backtrace, path), when: always}), nil
	}
	plain, err := d.options.Translators[".ts"](ctx, text) // which takes out comments too
	if err != nil {
		return append(found, sign{kind: "looked", text: "the URLs that stand in it, which could not be read: " + err.Error(), when: always}), nil //nolint:nilerr // it is what is found
	}
	return append(found, urlsIn(plain)...), nil
}

// lineOf returns the line of a file that a backtrace comes to last, 0: none.
func lineOf(backtrace, path string) int {
	place := regexp.MustCompile(regexp.QuoteMeta(path) + `:(\d+)`).FindStringSubmatch(backtrace)
	if place == nil {
		return 0
	}
	line, err := strconv.Atoi(place[1])
	if err != nil {
		return 0
	}
	return line
}

var (
	urlText = regexp.MustCompile("[\"'`](https?://[A-Za-z0-9_.\\-]+(?::\\d+)?)(?:/[^\"'`\\s]*)?[\"'`]")
	told    = regexp.MustCompile(`(?:\blog\.\w+|\bconsole\.\w+|\.(?:warning|event|serviceCheck)|new \w*Error)\([^()]*$`)
)

// urlsIn returns the URLs that are texts of a script without comments, but for
// those that it shows to people.
func urlsIn(plain []byte) (found []sign) {
	for n, line := range bytes.Split(plain, []byte("\n")) {
		for _, m := range urlText.FindAllSubmatchIndex(line, -1) {
			at := string(line[m[2]:m[3]])
			if _, err := url.Parse(at); err == nil && !told.Match(line[:m[0]]) {
				found = append(found, sign{kind: "url", text: string(line[m[2] : m[1]-1]), line: n + 1, when: sometimes})
			}
		}
	}
	return found
}
