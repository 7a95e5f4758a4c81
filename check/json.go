package check

import (
	"encoding/json"
	"iter"
	"math"
	"strconv"
	"time"
)

// The JSON form of the vocabulary, shared by every place that shows or sends
// it: names are those of the receivers' intake, times are Unix seconds, and
// what is optional is left out when it is empty.

// Seconds is a time as JSON shows it: Unix seconds, to the microsecond, whole
// where the time is.
type Seconds time.Time

// SecondsAt returns the JSON form of Unix nanoseconds.
func SecondsAt(ns int64) Seconds { return Seconds(time.Unix(0, ns)) }

func (s Seconds) MarshalJSON() ([]byte, error) {
	seconds := float64(time.Time(s).UnixMicro()) / 1e6
	return strconv.AppendFloat(nil, seconds, 'f', -1, 64), nil
}

func (s *Seconds) UnmarshalJSON(b []byte) error {
	var seconds float64
	if err := json.Unmarshal(b, &seconds); err != nil {
		return err
	}
	*s = Seconds(time.UnixMicro(int64(math.Round(seconds * 1e6))).UTC())
	return nil
}

// Metric is one point of a series in JSON.
type Metric struct {
	Name      string     `json:"name"`
	Type      SeriesType `json:"type"`
	Value     float64    `json:"value"`
	Timestamp Seconds    `json:"timestamp"`
	Tags      []string   `json:"tags"`
	Hostname  string     `json:"hostname"`
	Device    string     `json:"device_name,omitempty"`
}

// Metrics returns each point of each series as a [Metric].
func Metrics(series []Series) iter.Seq[Metric] {
	return func(yield func(Metric) bool) {
		for _, s := range series {
			for _, p := range s.Points {
				m := Metric{
					Name: s.Context.Name, Type: s.Type, Value: p.Value, Timestamp: SecondsAt(p.At),
					Tags: list(s.Context.Tags), Hostname: s.Context.Hostname, Device: s.Context.Device,
				}
				if !yield(m) {
					return
				}
			}
		}
	}
}

// MarshalJSON leaves out the API key.
func (e Event) MarshalJSON() ([]byte, error) {
	fields := make(map[string]any, 10+len(e.Extra))
	for name, value := range e.Extra {
		fields[name] = value
	}
	fields["timestamp"] = Seconds(e.Timestamp)
	for name, value := range map[string]string{
		"event_type": e.Type, "msg_title": e.Title, "msg_text": e.Text,
		"aggregation_key": e.AggregationKey, "alert_type": e.AlertType,
		"source_type_name": e.SourceTypeName, "host": e.Host, "priority": e.Priority,
	} {
		if value != "" {
			fields[name] = value
		}
	}
	if len(e.Tags) > 0 {
		fields["tags"] = e.Tags
	}
	return json.Marshal(fields)
}

func (c ServiceCheck) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID        int64         `json:"id"`
		Check     string        `json:"check"`
		Status    ServiceStatus `json:"status"`
		Timestamp Seconds       `json:"timestamp"`
		Hostname  string        `json:"host_name,omitempty"`
		Tags      []string      `json:"tags,omitempty"`
		Message   string        `json:"message,omitempty"`
	}{c.RunID, c.Name, c.Status, Seconds(c.Timestamp), c.Hostname, c.Tags, c.Message})
}

func (t Topology) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Instance   json.RawMessage `json:"instance"`
		Start      bool            `json:"start_snapshot"`
		Stop       bool            `json:"stop_snapshot"`
		Components []Component     `json:"components"`
		Relations  []Relation      `json:"relations"`
	}{t.Source.JSON, t.Start, t.Stop, list(t.Components), list(t.Relations)})
}

type typeName struct {
	Name string `json:"name"`
}

func (c Component) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID   string          `json:"externalId"`
		Type typeName        `json:"type"`
		Data json.RawMessage `json:"data"`
	}{c.ID, typeName{c.Type}, object(c.Data)})
}

func (r Relation) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID       string          `json:"externalId"`
		Type     typeName        `json:"type"`
		SourceID string          `json:"sourceId"`
		TargetID string          `json:"targetId"`
		Data     json.RawMessage `json:"data"`
	}{r.ID(), typeName{r.Type}, r.SourceID, r.TargetID, object(r.Data)})
}

// usage is a Usage in JSON.
type usage struct {
	Fuel        int64   `json:"fuel"`
	WallMS      float64 `json:"wall_ms"` // milliseconds
	MemoryBytes int64   `json:"memory_bytes"`
	HostCalls   int     `json:"host_calls"`
	HTTPCalls   int     `json:"http_calls"`
	BytesIn     int64   `json:"bytes_in"`
	BytesOut    int64   `json:"bytes_out"`
}

func (u Usage) MarshalJSON() ([]byte, error) {
	wall := float64(u.Wall.Microseconds()) / 1000
	return json.Marshal(usage{u.Fuel, wall, u.MemoryBytes, u.HostCalls, u.HTTPCalls, u.BytesIn, u.BytesOut})
}

func (u *Usage) UnmarshalJSON(b []byte) error {
	var v usage
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	wall := time.Duration(math.Round(v.WallMS*1000)) * time.Microsecond
	*u = Usage{wall, v.Fuel, v.MemoryBytes, v.HostCalls, v.HTTPCalls, v.BytesIn, v.BytesOut}
	return nil
}

// list makes an absent list an empty one, so that JSON shows [] and not null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func object(data json.RawMessage) json.RawMessage {
	if len(data) == 0 {
		return json.RawMessage("{}")
	}
	return data
}
