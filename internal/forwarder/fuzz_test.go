package forwarder

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder/intaketest"
)

// FuzzEncoding holds that any payload becomes bodies as the schemas of the
// outputs ask, or is named as a loss, and that nothing is both or neither.
// Fields of ours that have a closed list of values have one of them.
func FuzzEncoding(f *testing.F) {
	f.Add([]byte("\x05hello\x01\x02\x03"), int64(1700000000e9), 0.5, []byte(`{"a":1}`))
	f.Add([]byte("\x00\x00\xff\xfe\x01\x80<&>\u2028"), int64(math.MinInt64), math.NaN(), []byte(`{"\xff":"\ud800"}`))
	f.Add(bytes.Repeat([]byte{3, 'a', 0, 0xc3}, 60), int64(-1), math.Inf(1), []byte(`]`))
	f.Add(bytes.Repeat([]byte{1, '"'}, 80), int64(math.MaxInt64), math.MaxFloat64, []byte("{\n\"timestamp\": 1}"))
	decoder := intaketest.NewDecoder()
	schema := lineSchema(f)
	f.Fuzz(func(t *testing.T, text []byte, at int64, value float64, data []byte) {
		p := strange(text, at, value, data)
		elements := len(p.Topologies[0].Components) + len(p.Topologies[0].Relations)

		s := bounded(bounds{raw: maxRawBytes, packed: maxPackedBytes})
		bodies, losses := s.Encode(p)
		items := len(losses)
		for _, body := range bodies {
			items += body.Items
			if _, err := decoder.Decode(body.Data); err != nil {
				t.Error(err)
			}
		}
		// A topology is lost as a whole, or its elements one by one; with none
		// left it counts itself.
		if rest := items - len(p.Series) - len(p.Events) - len(p.ServiceChecks); rest < 1 || rest > elements+1 {
			t.Errorf("%d items came out", items)
		}

		bodies, _ = NewJSONLStream(nil).Encode(p)
		for _, body := range bodies {
			checkLines(t, schema, body.Data)
			if n := bytes.Count(body.Data, []byte("\n")); n != body.Items {
				t.Errorf("%d lines for %d items", n, body.Items)
			}
		}
	})
}

// strange makes a payload whose texts are cut from text: a byte for the length,
// then the bytes.
func strange(text []byte, at int64, value float64, data []byte) check.Payload {
	next := func() string {
		if len(text) == 0 {
			return ""
		}
		n := min(int(text[0])%32, len(text)-1)
		word := string(text[1 : 1+n])
		text = text[1+n:]
		return word
	}
	tags := func() (all []string) {
		for range len(text) % 4 {
			all = append(all, next())
		}
		return all
	}
	pick := func(all ...string) string { return all[len(text)%len(all)] }
	extra := func() map[string]json.RawMessage {
		return map[string]json.RawMessage{next(): data, next(): json.RawMessage("{}"), "msg_title": data, "tags": data}
	}
	now := time.Unix(0, at)
	p := check.Payload{
		At:   now,
		Host: check.Host{Name: next(), UUID: next(), Version: next(), Tags: tags()},
	}
	for _, kind := range []check.SeriesType{check.TypeGauge, check.TypeRate, check.TypeCount, check.TypeRaw} {
		p.Series = append(p.Series, check.Series{
			Context: check.NewContext(next(), tags(), next(), next()), Type: kind, Points: []check.Point{{At: at, Value: value}},
		})
	}
	for i := range 3 {
		p.Events = append(p.Events, check.Emitted[check.Event]{Check: next(), Index: i, Value: check.Event{
			Timestamp: now, Type: next(), Title: next(), Text: next(), AggregationKey: next(),
			AlertType: pick("", "error", "warning", "success", "info"), SourceTypeName: next(), Host: next(), Tags: tags(),
			Priority: pick("", "normal", "low"), APIKey: next(), Extra: extra(),
		}})
	}
	for status := range check.Unknown + 1 {
		p.ServiceChecks = append(p.ServiceChecks, check.Emitted[check.ServiceCheck]{Check: next(), Index: int(status), Value: check.ServiceCheck{
			RunID: at, Name: next(), Status: status, Timestamp: now, Hostname: next(), Tags: tags(), Message: next(),
		}})
	}
	topology := check.Topology{Source: check.TopologySource{JSON: data}, Start: at%2 == 0, Stop: at%3 == 0}
	for range len(text) % 3 {
		topology.Components = append(topology.Components, check.Component{ID: next(), Type: next(), Data: data})
		topology.Relations = append(topology.Relations, check.Relation{SourceID: next(), TargetID: next(), Type: next(), Data: data})
	}
	p.Topologies = []check.Topology{topology}
	p.Metadata = []check.Emitted[check.Metadata]{{Check: next(), Value: check.Metadata{Name: next(), Value: next()}}}
	return p
}
