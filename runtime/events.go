package runtime

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

// event takes an event as the document describes it.
func (r *run) event(document []byte) reply {
	if len(r.events) >= r.limits.Events {
		return r.reject(abi.Quota, overEvents, "event")
	}
	if !r.charge(len(document)) {
		return r.reject(abi.Quota, overReport, "event")
	}
	event, err := r.decodeEvent(document)
	if errors.Is(err, errTooMany) {
		return r.reject(abi.TooLarge, err.Error(), cmp.Or(event.Title, "event"))
	}
	if err != nil {
		// Not the document: it may hold an API key.
		return r.reject(abi.BadDocument, "event: "+err.Error(), cmp.Or(event.Title, "event"))
	}
	r.events = append(r.events, event)
	return reply(abi.OK)
}

// errTooMany is that of an event that holds more than a metric could. Each
// tag and field takes many times the room that it takes in the document.
var errTooMany = fmt.Errorf("an event of more than %d tags or other fields, or with a tag of more than %d bytes", abi.MaxTags, abi.MaxTagBytes)

// eventFields is how many fields of an event are known.
const eventFields = 11

func (r *run) decodeEvent(document []byte) (check.Event, error) {
	object, err := jsonObject(document)
	if err != nil {
		return check.Event{}, err
	}
	if members(object, 1) > abi.MaxTags+eventFields {
		return check.Event{}, errTooMany
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(object, &fields); err != nil {
		return check.Event{}, err
	}
	var (
		e         check.Event
		timestamp *float64
		tags      []string
	)
	for _, field := range []struct {
		name string
		into any
	}{
		{"msg_title", &e.Title},
		{"msg_text", &e.Text},
		{"timestamp", &timestamp},
		{"event_type", &e.Type},
		{"aggregation_key", &e.AggregationKey},
		{"alert_type", &e.AlertType},
		{"source_type_name", &e.SourceTypeName},
		{"host", &e.Host},
		{"tags", &tags},
		{"priority", &e.Priority},
		{"api_key", &e.APIKey},
	} {
		if value, ok := fields[field.name]; ok {
			if field.into == &tags && members(value, 1) > abi.MaxTags {
				return e, errTooMany
			}
			if err := json.Unmarshal(value, field.into); err != nil {
				return e, fmt.Errorf("%s is of the wrong type", field.name)
			}
			delete(fields, field.name)
		}
	}
	if e.Title == "" && e.Text == "" {
		return e, errors.New("neither msg_title nor msg_text")
	}
	if len(fields) > 0 {
		e.Extra = fields
	}
	if len(tags) > abi.MaxTags || len(fields) > abi.MaxTags || slices.ContainsFunc(tags, func(tag string) bool { return len(tag) > abi.MaxTagBytes }) {
		return e, errTooMany
	}
	if timestamp == nil {
		timestamp = new(float64)
	}
	at, ok := r.moment(*timestamp)
	if !ok {
		return e, errors.New("timestamp is out of range")
	}
	e.Timestamp = time.Unix(0, at)
	e.Host = r.hostname(e.Host)
	e.Tags = r.tagTexts(tags)
	e.AlertType = r.choice("alert_type", e.AlertType, "info", "error", "warning", "success", "info")
	e.Priority = r.choice("priority", e.Priority, "", "normal", "low")
	for _, text := range []*string{&e.Type, &e.Title, &e.Text, &e.AggregationKey, &e.SourceTypeName, &e.Host} {
		*text, _ = r.text([]byte(*text))
	}
	return e, nil
}

// tagTexts is tags for those that came as JSON.
func (r *run) tagTexts(given []string) []string {
	list := make([][]byte, len(given))
	for i, tag := range given {
		list[i] = []byte(tag)
	}
	return r.tags(list)
}

// choice is one of the allowed words, whatever its case; another becomes the
// fallback, with a warning.
func (r *run) choice(field, given, fallback string, allowed ...string) string {
	word := strings.ToLower(given)
	if slices.Contains(allowed, word) {
		return word
	}
	if word != "" {
		r.journal.note(fmt.Sprintf("%s of an event is not one of %s", field, strings.Join(allowed, ", ")), given)
	}
	return fallback
}

// serviceCheck takes the status of a service.
func (r *run) serviceCheck(name []byte, status int32, tags [][]byte, hostname, message []byte, timestamp float64, runID int64) reply {
	if len(r.services) >= r.limits.ServiceChecks {
		return r.reject(abi.Quota, overServiceChecks, display(name))
	}
	if !r.charge(len(name) + len(hostname) + len(message) + total(tags)) {
		return r.reject(abi.Quota, overReport, display(name))
	}
	nameText, ok1 := r.name(name)
	hostText, ok2 := r.text(hostname)
	messageText, ok3 := r.text(message)
	if !ok1 || !ok2 || !ok3 {
		return r.reject(abi.BadString, "a text of a service check is empty or not UTF-8", display(name))
	}
	at, ok := r.moment(timestamp)
	if !ok {
		return r.reject(abi.BadValue, "bad timestamp", nameText)
	}
	if status < int32(check.OK) || status > int32(check.Unknown) {
		r.journal.note("the status of a service check is not 0 to 3", nameText)
		status = int32(check.Unknown)
	}
	r.services = append(r.services, check.ServiceCheck{
		RunID: runID, Name: nameText, Status: check.ServiceStatus(status), Timestamp: time.Unix(0, at),
		Hostname: r.hostname(hostText), Tags: r.tags(tags), Message: messageText,
	})
	return reply(abi.OK)
}

// serviceMetadata takes a fact about the monitored service.
func (r *run) serviceMetadata(name, value []byte) reply {
	if !r.charge(len(name) + len(value)) {
		return r.reject(abi.Quota, overReport, display(name))
	}
	nameText, ok1 := r.name(name)
	valueText, ok2 := r.text(value)
	if !ok1 || !ok2 {
		return r.reject(abi.BadString, "a text of service metadata is empty or not UTF-8", display(name))
	}
	r.metadata = append(r.metadata, check.Metadata{Name: nameText, Value: valueText})
	return reply(abi.OK)
}
