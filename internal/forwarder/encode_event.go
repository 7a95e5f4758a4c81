package forwarder

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// events adds each event under its source type, or else under its check.
func (e *encoder) events(all []check.Emitted[check.Event]) {
	groups := map[string]*place{}
	var found []item
	for _, emitted := range all {
		event := emitted.Value
		what := func() string {
			return named("event", event.Title) + " of " + named("check", emitted.Check)
		}
		if event.Title == "" && event.Text == "" {
			e.lose(what(), errNoName)
			continue
		}
		b, err := e.event(event)
		if err != nil {
			e.lose(what(), err)
			continue
		}
		group := event.SourceTypeName
		if group == "" {
			group = emitted.Check
		}
		label := must(group)
		at := groups[string(label)] // by its JSON, in which broken UTF-8 is mended
		if at == nil {
			at = &place{section: events, label: label}
			groups[string(label)] = at
		}
		i := item{place: at, json: b}
		if i.cost(nil) > e.limit {
			e.lose(what(), errTooLarge)
			continue
		}
		found = append(found, i)
	}
	slices.SortStableFunc(found, func(a, b item) int {
		return strings.Compare(string(a.place.label), string(b.place.label))
	})
	e.items = append(e.items, found...)
}

// event returns the event in the intake's form: with whole seconds, and with
// the account's key, which [check.Event] never shows by itself.
func (e *encoder) event(event check.Event) ([]byte, error) {
	event.Timestamp = time.Unix(event.Timestamp.Unix(), 0)
	key := event.APIKey
	if key == "" {
		key = e.key
	}
	event.Extra = extra(event.Extra)
	event.Extra["api_key"] = must(key)
	return encode(event)
}

// extra copies the author's own fields without those that have a meaning.
func extra(fields map[string]json.RawMessage) map[string]json.RawMessage {
	own := make(map[string]json.RawMessage, len(fields)+1)
	for name, value := range fields {
		switch name = strings.ToValidUTF8(name, "\uFFFD"); name {
		case "timestamp", "event_type", "msg_title", "msg_text", "aggregation_key", "alert_type",
			"source_type_name", "host", "tags", "priority", "api_key":
		default:
			own[name] = value
		}
	}
	return own
}

// asEvents returns service checks in the form of events that receivers without
// service checks know.
func asEvents(checks []check.Emitted[check.ServiceCheck]) []check.Emitted[check.Event] {
	const source = "service-check"
	all := make([]check.Emitted[check.Event], 0, len(checks))
	for _, emitted := range checks {
		c := emitted.Value
		tags := append(slices.Clone(c.Tags), "status:"+c.Status.String())
		slices.Sort(tags)
		all = append(all, check.Emitted[check.Event]{Check: source, Value: check.Event{
			Timestamp: c.Timestamp, Type: source, SourceTypeName: source,
			Title: c.Name, AggregationKey: c.Name, Text: c.Message,
			Host: c.Hostname, Tags: tags,
		}})
	}
	return all
}

func (e *encoder) serviceChecks(checks []check.Emitted[check.ServiceCheck]) {
	at := &place{section: serviceChecks}
	for _, emitted := range checks {
		c := emitted.Value
		what := func() string { return named("service check", c.Name) }
		if c.Name == "" {
			e.lose(what(), errNoName)
			continue
		}
		e.add(item{place: at, json: must(c)}, what)
	}
}
