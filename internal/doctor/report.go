package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
)

// Verdict says whether a check runs.
type Verdict string

// The verdicts, the best first.
const (
	Runs   Verdict = "runs as it is"
	Needs  Verdict = "needs a grant"
	May    Verdict = "may run" // unless it comes to a line where it cannot
	Cannot Verdict = "cannot run"
)

// Verdicts are all verdicts, the best first.
func Verdicts() []Verdict { return []Verdict{Runs, Needs, May, Cannot} }

// Report is what was found of one check.
type Report struct {
	Check   string  `json:"check"`
	File    string  `json:"file,omitempty"` // its script, empty: there is none
	Verdict Verdict `json:"verdict"`
	// Reasons are why it does not run as it is.
	Reasons []Finding `json:"reasons,omitempty"`
	// Notes are what its author should look at.
	Notes []Finding `json:"notes,omitempty"`
	Ran   []Ran     `json:"ran,omitempty"`
}

// Finding is a place in a script and what is to be said of it.
type Finding struct {
	Line int    `json:"line,omitempty"` // 0: none
	Text string `json:"text"`
}

// Ran is how one run of an instance ended.
type Ran struct {
	Instance      int    `json:"instance"`
	Status        string `json:"status"` // OK, WARNING or ERROR
	Error         string `json:"error,omitempty"`
	Metrics       int    `json:"metrics"`
	Events        int    `json:"events"`
	ServiceChecks int    `json:"service_checks"`
	lacked        bool   // it failed for what is not here, whatever it asks
}

// reason adds a reason once, and makes the verdict no better than v.
func (r *Report) reason(v Verdict, f Finding) {
	if worth := Verdicts(); slices.Index(worth, v) > slices.Index(worth, r.Verdict) {
		r.Verdict = v
	}
	if !slices.Contains(r.Reasons, f) {
		r.Reasons = append(r.Reasons, f)
	}
}

func (r *Report) note(f Finding) { r.Notes = append(r.Notes, f) }

// ran takes how a run ended, and what it was refused that a grant would let it
// have, unless that is said already.
func (r *Report) ran(index int, result check.Result) {
	ran := Ran{
		Instance: index, Status: result.Status().String(),
		Metrics: len(result.Samples), Events: len(result.Events), ServiceChecks: len(result.ServiceChecks),
	}
	if result.Fault != nil {
		ran.Error = result.Fault.Error()
		ran.lacked = lacked(result)
	}
	r.Ran = append(r.Ran, ran)
	for _, refused := range result.Refused {
		r.refused(refused)
	}
}

func (r *Report) refused(what check.Refused) {
	told := func(as ...string) bool {
		return slices.ContainsFunc(r.Reasons, func(f Finding) bool {
			return slices.ContainsFunc(as, func(s string) bool { return strings.Contains(f.Text, s) })
		})
	}
	switch what.Cause {
	case "file not granted":
		_, err := check.ParsePath(what.Key)
		switch {
		case told(" "+what.Key+":", " "+what.Key+","): // and not only what lies in it
		case err != nil:
			r.reason(Cannot, Finding{Text: fmt.Sprintf("when it ran it wanted to read %s, which cannot be granted: %v", what.Key, err)})
		default:
			r.reason(Needs, Finding{Text: fmt.Sprintf("when it ran it wanted to read %s: add {read: %q} to sandbox: {allow: […]} of its configuration", what.Key, what.Key)})
		}
	case "server not allowed":
		if !told(what.Key) {
			r.reason(Needs, Finding{Text: fmt.Sprintf("when it ran it asked %s: add it to sandbox: {allow: […]} of its configuration", what.Key)})
		}
	}
}

// failed makes the verdict what the runs showed. Where all failed for what is
// not here, none can do otherwise with this configuration.
func (r *Report) failed() {
	v := Cannot
	if slices.ContainsFunc(r.Ran, func(ran Ran) bool { return !ran.lacked }) {
		v = May
	}
	if r.Verdict == Cannot { // the reason is told
		return
	}
	for _, ran := range r.Ran {
		if ran.lacked {
			r.reason(v, Finding{Text: "when it ran it failed: " + ran.Error})
		}
	}
}

// lacked says that a run failed for what no sandbox has. A server that is not
// there, and a file that a grant would let it read, are no such.
func lacked(result check.Result) bool {
	switch f := result.Fault; f.Kind {
	case "ImportError", "ModuleNotFoundError":
		return true
	case "AttributeError":
		return strings.HasPrefix(f.Detail, "module '")
	case "PermissionError":
		return len(result.Refused) == 0
	case "OSError":
		return slices.ContainsFunc([]string{"[Errno 30]", "[Errno 38]", "[Errno 95]"}, func(e string) bool { return strings.HasPrefix(f.Detail, e) })
	}
	return false
}
