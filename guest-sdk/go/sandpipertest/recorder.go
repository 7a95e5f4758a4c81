package sandpipertest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// recorder is an agent that keeps what one run reports.
type recorder struct {
	config                      Config
	result                      *Result
	instance, initConfig, agent []byte

	metrics []Metric // by handle, without a value
	handles map[string]int32

	sources []*source
	state   map[string][]byte // as the run sees it

	open      map[int32]*response
	responses int32 // opened so far

	lastError string
}

var _ abi.Host = (*recorder)(nil)

var kinds = [...]string{
	abi.KindGauge:          "gauge",
	abi.KindRate:           "rate",
	abi.KindCount:          "count",
	abi.KindMonotonicCount: "monotonic_count",
	abi.KindCounter:        "counter",
	abi.KindHistogram:      "histogram",
	abi.KindRaw:            "raw",
}

var levels = [...]string{
	abi.LevelDebug:    "debug",
	abi.LevelInfo:     "info",
	abi.LevelWarning:  "warning",
	abi.LevelError:    "error",
	abi.LevelCritical: "critical",
}

// refuse answers a status, and keeps its cause.
func (r *recorder) refuse(status int32, format string, args ...any) int32 {
	r.lastError = fmt.Sprintf(format, args...)
	return -status
}

// drop is refuse for what the agent warns of itself.
func (r *recorder) drop(status int32, format string, args ...any) int32 {
	answer := r.refuse(status, format, args...)
	r.dropPart("%s", r.lastError)
	return answer
}

// dropPart warns of something that the agent drops while it takes the rest.
func (r *recorder) dropPart(format string, args ...any) {
	r.result.Refusals = append(r.result.Refusals, fmt.Sprintf(format, args...))
}

// change warns of something that the agent takes otherwise than it was given.
func (r *recorder) change(format string, args ...any) {
	r.result.Changes = append(r.result.Changes, fmt.Sprintf(format, args...))
}

// fault is what a guest is stopped for: only a mistake in the SDK could do it.
func fault(format string, args ...any) {
	panic("BUG: " + fmt.Sprintf(format, args...))
}

// text is one argument and what it has to be.
type text struct {
	what, value string
	limit       int
	required    bool
}

// check returns OK when each text is within its bounds, or the answer.
func (r *recorder) check(texts ...text) int32 {
	for _, t := range texts {
		switch {
		case len(t.value) > t.limit:
			return r.drop(abi.TooLarge, "%s is longer than %d bytes", t.what, t.limit)
		case !utf8.ValidString(t.value):
			return r.drop(abi.BadString, "%s is not UTF-8: %q", t.what, t.value)
		case t.required && strings.Map(printable, t.value) == "":
			return r.drop(abi.BadString, "%s is empty", t.what)
		}
	}
	return abi.OK
}

// printable removes the control characters that the agent removes.
func printable(c rune) rune {
	if c < ' ' && c != '\t' && c != '\n' || c >= 0x7f && c < 0xa0 {
		return -1
	}
	return c
}

// take is a text as the agent keeps it.
func (r *recorder) take(s string) string {
	kept := strings.Map(printable, s)
	if kept != s {
		r.change("control characters in %q", s)
	}
	return kept
}

// tags is a list of tags as the agent keeps it.
func (r *recorder) tags(given []string) ([]string, int32) {
	if len(given) > abi.MaxTags {
		return nil, r.drop(abi.TooLarge, "%d tags are more than %d", len(given), abi.MaxTags)
	}
	var tags []string
	for _, tag := range given {
		switch {
		case len(tag) > abi.MaxTagBytes:
			return nil, r.drop(abi.TooLarge, "a tag is longer than %d bytes", abi.MaxTagBytes)
		case !utf8.ValidString(tag):
			r.dropPart("a tag is not UTF-8: %q", tag)
		case tag != "":
			tags = append(tags, r.take(tag))
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags), abi.OK
}

// moment is a timestamp of the interface.
func moment(seconds float64) (time.Time, bool) {
	switch {
	case seconds == 0:
		return time.Time{}, true
	case seconds > 0 && seconds < 1<<33: // as the agent has it; false for NaN
		return time.UnixMicro(int64(math.Round(seconds * 1e6))), true
	}
	return time.Time{}, false
}

func isObject(document []byte) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal(document, &object) == nil && object != nil
}

// fill writes value into a buffer as the host does.
func fill(buffer, value []byte) int32 {
	if len(value) <= len(buffer) {
		copy(buffer, value)
	}
	return int32(len(value))
}

// Metrics.

func (r *recorder) context(kind int32, name string, tags []string, hostname, device string) (Metric, int32) {
	if kind < 0 || int(kind) >= len(kinds) {
		fault("kind %d", kind)
	}
	if answer := r.check(
		text{"the name of a metric", name, abi.MaxNameBytes, true},
		text{"the hostname of " + name, hostname, abi.MaxTagBytes, false},
		text{"the device of " + name, device, abi.MaxTagBytes, false},
	); answer < 0 {
		return Metric{}, answer
	}
	kept, answer := r.tags(tags)
	return Metric{
		Kind: kinds[kind], Name: r.take(name), Tags: kept, Hostname: r.take(hostname), Device: r.take(device),
	}, answer
}

func (r *recorder) sample(m Metric, value float64) int32 {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return r.drop(abi.BadValue, "the value of %s is %v", m.Name, value)
	}
	m.Value = value
	r.result.Metrics = append(r.result.Metrics, m)
	return abi.OK
}

func (r *recorder) single(kind int32, name string, value float64, tags []string, hostname, device string, timestamp float64) int32 {
	m, answer := r.context(kind, name, tags, hostname, device)
	if answer < 0 {
		return answer
	}
	at, ok := moment(timestamp)
	if !ok {
		return r.drop(abi.BadValue, "the time of %s is out of range", name)
	}
	m.At = at
	return r.sample(m, value)
}

func (r *recorder) Gauge(name string, value float64, tags []string, hostname, device string, timestamp float64) int32 {
	return r.single(abi.KindGauge, name, value, tags, hostname, device, timestamp)
}

func (r *recorder) Rate(name string, value float64, tags []string, hostname, device string, _ float64) int32 {
	return r.single(abi.KindRate, name, value, tags, hostname, device, 0)
}

func (r *recorder) Count(name string, value float64, tags []string, hostname, device string, _ float64) int32 {
	return r.single(abi.KindCount, name, value, tags, hostname, device, 0)
}

func (r *recorder) MonotonicCount(name string, value float64, tags []string, hostname, device string, _ float64) int32 {
	return r.single(abi.KindMonotonicCount, name, value, tags, hostname, device, 0)
}

func (r *recorder) Increment(name string, value float64, tags []string, hostname, device string, _ float64) int32 {
	return r.single(abi.KindCounter, name, value, tags, hostname, device, 0)
}

func (r *recorder) Decrement(name string, value float64, tags []string, hostname, device string, _ float64) int32 {
	return r.single(abi.KindCounter, name, value, tags, hostname, device, 0)
}

func (r *recorder) Histogram(name string, value float64, tags []string, hostname, device string, _ float64) int32 {
	return r.single(abi.KindHistogram, name, value, tags, hostname, device, 0)
}

func (r *recorder) Raw(name string, value float64, tags []string, hostname, device string, timestamp float64) int32 {
	return r.single(abi.KindRaw, name, value, tags, hostname, device, timestamp)
}

func (r *recorder) Metric(kind int32, name string, tags []string, hostname, device string) int32 {
	m, answer := r.context(kind, name, tags, hostname, device)
	if answer < 0 {
		return answer
	}
	key := fmt.Sprintf("%q", []any{m.Kind, m.Name, m.Tags, m.Hostname, m.Device})
	handle, ok := r.handles[key]
	if !ok {
		handle = int32(len(r.metrics))
		r.metrics = append(r.metrics, m)
		r.handles[key] = handle
	}
	return handle
}

func (r *recorder) Submit(records []abi.Sample) int32 {
	result := int32(abi.OK)
	for _, record := range records {
		if record.Handle < 0 || int(record.Handle) >= len(r.metrics) || record.Flags != 0 {
			fault("record %+v", record)
		}
		if answer := r.sample(r.metrics[record.Handle], record.Value); result == abi.OK {
			result = answer
		}
	}
	return result
}

func (r *recorder) SubmitNamed(int32, []abi.NamedSample) int32 {
	fault("the Go SDK submits by handle")
	return 0
}

// Events and service checks.

func (r *recorder) Event(document string) int32 {
	if answer := r.check(text{"an event", document, abi.MaxDocumentBytes, true}); answer < 0 {
		return answer
	}
	event, tags, err := decodeEvent(document)
	if err != nil {
		return r.drop(abi.BadDocument, "event %s: %v", document, err)
	}
	if len(event.Extra) > abi.MaxTags {
		return r.drop(abi.TooLarge, "%d other fields of an event are more than %d", len(event.Extra), abi.MaxTags)
	}
	kept, answer := r.tags(tags)
	if answer < 0 {
		return answer
	}
	event.Tags = kept
	event.AlertType = choose(r, "alert type", event.AlertType, sandpiper.AlertInfo,
		sandpiper.AlertError, sandpiper.AlertWarning, sandpiper.AlertSuccess, sandpiper.AlertInfo)
	event.Priority = choose(r, "priority", event.Priority, "", sandpiper.PriorityNormal, sandpiper.PriorityLow)
	for _, text := range []*string{&event.Type, &event.Title, &event.Text, &event.AggregationKey, &event.SourceTypeName, &event.Host} {
		*text = r.take(*text)
	}
	r.result.Events = append(r.result.Events, event)
	return abi.OK
}

func decodeEvent(document string) (e sandpiper.Event, tags []string, err error) {
	var timestamp float64
	if err := json.Unmarshal([]byte(document), &e.Extra); err != nil || e.Extra == nil {
		return e, nil, errors.New("not a JSON object")
	}
	for name, into := range map[string]any{
		"timestamp": &timestamp, "event_type": &e.Type, "msg_title": &e.Title, "msg_text": &e.Text,
		"aggregation_key": &e.AggregationKey, "alert_type": &e.AlertType,
		"source_type_name": &e.SourceTypeName, "host": &e.Host, "tags": &tags,
		"priority": &e.Priority, "api_key": &e.APIKey,
	} {
		if value, ok := e.Extra[name]; ok {
			field, err := json.Marshal(value)
			if err != nil {
				return e, nil, err
			}
			if err := json.Unmarshal(field, into); err != nil {
				return e, nil, fmt.Errorf("%s is of the wrong type", name)
			}
			delete(e.Extra, name)
		}
	}
	if len(e.Extra) == 0 {
		e.Extra = nil
	}
	if e.Title == "" && e.Text == "" {
		return e, nil, errors.New("it has neither a title nor a text")
	}
	at, ok := moment(timestamp)
	if !ok {
		return e, nil, errors.New("its time is out of range")
	}
	e.Timestamp = at
	return e, tags, nil
}

// choose is one of the allowed words, whatever its case, or the fallback.
func choose[T ~string](r *recorder, what string, given, fallback T, allowed ...T) T {
	if given == "" {
		return fallback
	}
	word := T(strings.ToLower(string(given)))
	if slices.Contains(allowed, word) {
		return word
	}
	r.change("the %s of an event is %q", what, given)
	return fallback
}

func (r *recorder) ServiceCheck(name string, status int32, tags []string, hostname, message string, timestamp float64, runID int64) int32 {
	if answer := r.check(
		text{"the name of a service check", name, abi.MaxNameBytes, true},
		text{"the hostname of " + name, hostname, abi.MaxTagBytes, false},
		text{"the message of " + name, message, abi.MaxTextBytes, false},
	); answer < 0 {
		return answer
	}
	kept, answer := r.tags(tags)
	if answer < 0 {
		return answer
	}
	at, ok := moment(timestamp)
	if !ok {
		return r.drop(abi.BadValue, "the time of %s is out of range", name)
	}
	if status < abi.ServiceOK || status > abi.ServiceUnknown {
		r.change("the status of %s is %d", name, status)
		status = abi.ServiceUnknown
	}
	r.result.ServiceChecks = append(r.result.ServiceChecks, ServiceCheck{
		Name: r.take(name), Status: sandpiper.Status(status), Tags: kept,
		Hostname: r.take(hostname), Message: r.take(message), At: at, CheckRunID: runID,
	})
	return abi.OK
}

// Topology.

// source is what the run has said of one source of topology.
type source struct {
	Topology
	key  string // the instance ID with its keys sorted
	open bool   // a snapshot was started and not stopped
}

// source finds what the run has said of a source so far.
func (r *recorder) source(instanceID string) (*source, int32) {
	if answer := r.check(text{"an instance ID", instanceID, abi.MaxDocumentBytes, true}); answer < 0 {
		return nil, answer
	}
	var id map[string]any
	if err := json.Unmarshal([]byte(instanceID), &id); err != nil || id == nil {
		return nil, r.drop(abi.BadDocument, "the instance ID %s is not a JSON object", instanceID)
	}
	key, err := json.Marshal(id) // sorts the keys
	if err != nil {
		fault("%v", err)
	}
	for _, s := range r.sources {
		if s.key == string(key) {
			if s.Stop {
				return nil, r.refuse(abi.NotNow, "the snapshot of %s was already stopped in this run", instanceID)
			}
			return s, abi.OK
		}
	}
	s := &source{Topology: Topology{Source: id}, key: string(key)}
	r.sources = append(r.sources, s)
	return s, abi.OK
}

// element checks what components and relations have in common.
func (r *recorder) element(instanceID, data string, texts ...text) (*source, map[string]any, int32) {
	s, answer := r.source(instanceID)
	if answer < 0 {
		return nil, nil, answer
	}
	if answer := r.check(append(texts, text{"data", data, abi.MaxDocumentBytes, false})...); answer < 0 {
		return nil, nil, answer
	}
	fields := map[string]any{}
	if data != "" {
		if err := json.Unmarshal([]byte(data), &fields); err != nil || fields == nil {
			return nil, nil, r.drop(abi.BadDocument, "the data of %s is not a JSON object", texts[0].value)
		}
	}
	return s, fields, abi.OK
}

func (r *recorder) Component(instanceID, id, kind, data string) int32 {
	s, fields, answer := r.element(instanceID, data,
		text{"the id of a component", id, abi.MaxNameBytes, true},
		text{"the type of a component", kind, abi.MaxNameBytes, true})
	if answer == abi.OK {
		s.Components = append(s.Components, Component{r.take(id), r.take(kind), fields})
	}
	return answer
}

func (r *recorder) Relation(instanceID, sourceID, targetID, kind, data string) int32 {
	s, fields, answer := r.element(instanceID, data,
		text{"the source of a relation", sourceID, abi.MaxNameBytes, true},
		text{"the target of a relation", targetID, abi.MaxNameBytes, true},
		text{"the type of a relation", kind, abi.MaxNameBytes, true})
	if answer == abi.OK {
		s.Relations = append(s.Relations, Relation{r.take(sourceID), r.take(targetID), r.take(kind), fields})
	}
	return answer
}

func (r *recorder) Snapshot(instanceID string, phase int32) int32 {
	s, answer := r.source(instanceID)
	switch {
	case answer < 0:
		return answer
	case phase == abi.PhaseStart && s.open:
		return r.refuse(abi.NotNow, "the snapshot of %s is already open", instanceID)
	case phase == abi.PhaseStart:
		s.Start, s.open = true, true
	case phase == abi.PhaseStop && !s.open:
		return r.refuse(abi.NotNow, "no snapshot of %s is open", instanceID)
	case phase == abi.PhaseStop:
		s.Stop, s.open = true, false
	default:
		fault("phase %d", phase)
	}
	return abi.OK
}

// The run.

func (r *recorder) Warning(message string) int32 {
	if answer := r.check(text{"a warning", message, abi.MaxTextBytes, false}); answer < 0 {
		return answer
	}
	r.result.Warnings = append(r.result.Warnings, r.take(message))
	return abi.OK
}

func (r *recorder) ServiceMetadata(name, value string) int32 {
	if answer := r.check(
		text{"the name of a service's metadata", name, abi.MaxNameBytes, true},
		text{"the metadata " + name, value, abi.MaxTextBytes, false},
	); answer < 0 {
		return answer
	}
	r.result.Metadata[r.take(name)] = r.take(value)
	return abi.OK
}

func (r *recorder) Log(level int32, message string) int32 {
	if level < 0 || int(level) >= len(levels) {
		fault("level %d", level)
	}
	if answer := r.check(text{"a log line", message, abi.MaxTextBytes, false}); answer < 0 {
		return answer
	}
	r.result.Logs = append(r.result.Logs, Log{levels[level], r.take(message)})
	return abi.OK
}

func (r *recorder) Fail(kind, message, traceback string) int32 {
	r.result.Failure = &Failure{or(kind, "Error"), message, traceback}
	return abi.OK
}

func (r *recorder) LastError(buffer []byte) int32 { return fill(buffer, []byte(r.lastError)) }

// Configuration and state.

func (r *recorder) Config(section int32, buffer []byte) int32 {
	switch section {
	case abi.SectionInstance:
		return fill(buffer, r.instance)
	case abi.SectionInitConfig:
		return fill(buffer, r.initConfig)
	case abi.SectionAgent:
		return fill(buffer, r.agent)
	}
	fault("section %d", section)
	return 0
}

func (r *recorder) stateName(name string) int32 {
	switch {
	case name == "" || !utf8.ValidString(name):
		return r.refuse(abi.BadString, "the name is empty or not UTF-8")
	case len(name) > abi.MaxNameBytes:
		return r.drop(abi.TooLarge, "the name is longer than %d bytes", abi.MaxNameBytes)
	}
	return abi.OK
}

func (r *recorder) StateGet(name string, buffer []byte) int32 {
	if answer := r.stateName(name); answer < 0 {
		return answer
	}
	value, ok := r.state[name]
	if !ok {
		return r.refuse(abi.Missing, "no state under %q", name)
	}
	return fill(buffer, value)
}

func (r *recorder) StateSet(name, value string) int32 {
	if answer := r.stateName(name); answer < 0 {
		return answer
	}
	if len(value) > abi.MaxDocumentBytes {
		return r.drop(abi.TooLarge, "the value is longer than %d bytes", abi.MaxDocumentBytes)
	}
	r.state[name] = []byte(value)
	return abi.OK
}

func (r *recorder) StateDelete(name string) int32 {
	if answer := r.stateName(name); answer < 0 {
		return answer
	}
	delete(r.state, name)
	return abi.OK
}

func (r *recorder) Script([]byte) int32 { return r.refuse(abi.Missing, "there is no script") }

// finish does what follows from how the run ended.
func (r *recorder) finish() {
	failed := r.result.Failure != nil
	for _, s := range r.sources {
		if (!failed || !s.open) && (s.Start || s.Stop || len(s.Components)+len(s.Relations) > 0) {
			r.result.Topologies = append(r.result.Topologies, s.Topology)
		}
	}
	if !failed {
		r.result.State = maps.Clone(r.state)
	}
}
