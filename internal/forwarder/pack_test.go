package forwarder

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder/intaketest"
)

// tally counts what bodies hold, each item by a name of its own.
func tally(t rapid.TB, decoder *intaketest.Decoder, bodies []Body) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, body := range bodies {
		p, err := decoder.Decode(body.Data)
		if err != nil {
			t.Fatalf("a body is wrong: %v", err)
		}
		for _, m := range p.Metrics {
			all[fmt.Sprint("metric ", m.Name, m.Timestamp, m.Value, m.Tags)]++
		}
		for source, events := range p.Events {
			for _, e := range events {
				all[fmt.Sprint("event ", source, e["msg_title"])]++
			}
		}
		for _, c := range p.ServiceChecks {
			all[fmt.Sprint("service check ", c.Check, c.ID)]++
		}
		for _, topology := range p.Topologies {
			name := "topology " + string(topology.Instance)
			if topology.Start {
				all[name+" start"]++
			}
			if topology.Stop {
				all[name+" stop"]++
			}
			for _, c := range topology.Components {
				all[name+" component "+c.ID]++
			}
			for _, r := range topology.Relations {
				all[name+" relation "+r.ID]++
			}
		}
	}
	return all
}

// noise is text that does not shrink.
func noise(random *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = ' ' + byte(random.IntN(95))
	}
	return string(b)
}

// manyThings is a payload of items of all kinds, all different, some of them
// long and some of those incompressible.
func manyThings(t *rapid.T) check.Payload {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	text := func() string { return noise(random, rapid.IntRange(0, 300).Draw(t, "length")) }
	data := func() json.RawMessage { return must(map[string]string{"text": text()}) }
	count := func(kind string) int { return rapid.IntRange(0, 12).Draw(t, kind) }
	var p check.Payload
	for i := range count("series") {
		s := check.Series{Context: check.NewContext(fmt.Sprint("m", i), []string{text()}, "h", ""), Type: check.TypeGauge}
		for j := range rapid.IntRange(1, 5).Draw(t, "points") {
			s.Points = append(s.Points, check.Point{At: int64(j) * 1e9, Value: random.Float64()})
		}
		p.Series = append(p.Series, s)
	}
	for i := range count("events") {
		p.Events = append(p.Events, check.Emitted[check.Event]{Check: fmt.Sprint("check", i%3), Value: check.Event{
			Title: fmt.Sprint("e", i), Text: text(),
		}})
	}
	for i := range count("service checks") {
		p.ServiceChecks = append(p.ServiceChecks, check.Emitted[check.ServiceCheck]{Value: check.ServiceCheck{RunID: int64(i), Name: "s", Message: text()}})
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "topologies") {
		topology := check.Topology{Source: check.TopologySource{JSON: must(map[string]int{"n": i})}}
		topology.Start = rapid.Bool().Draw(t, "snapshot")
		topology.Stop = topology.Start
		for j := range count("components") {
			topology.Components = append(topology.Components, check.Component{ID: fmt.Sprint("c", j), Type: "t", Data: data()})
		}
		for j := range count("relations") {
			topology.Relations = append(topology.Relations, check.Relation{SourceID: fmt.Sprint("c", j), TargetID: "c", Type: "t", Data: data()})
		}
		p.Topologies = append(p.Topologies, topology)
	}
	return p
}

// bounded is an output whose bodies are small.
func bounded(b bounds) *StackState {
	return &StackState{key: secret, version: "0.1.0", bounds: b}
}

func TestSplittingKeepsEachItemOnceAndEachBodyBelowTheBounds(t *testing.T) {
	decoder := intaketest.NewDecoder()
	rapid.Check(t, func(t *rapid.T) {
		p := manyThings(t)
		whole, losses := bounded(bounds{raw: maxRawBytes, packed: maxPackedBytes}).Encode(p)
		if len(whole) > 1 || len(losses) > 0 {
			t.Fatalf("%d bodies, losses %v", len(whole), losses)
		}
		small := bounds{raw: rapid.IntRange(1200, 20000).Draw(t, "raw"), packed: rapid.IntRange(1200, 5000).Draw(t, "packed")}
		bodies, losses := bounded(small).Encode(p)
		if len(losses) > 0 {
			t.Fatalf("losses %v with bounds %v", losses, small)
		}
		want := tally(t, decoder, whole)
		if got := tally(t, decoder, bodies); !maps.Equal(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
		items := 0
		for i, body := range bodies {
			raw, err := expand(body.Data)
			if err != nil || len(raw) > small.raw || len(body.Data) > small.packed {
				t.Fatalf("body %d has %d bytes, %d of them raw, bounds %v, %v", i, len(body.Data), len(raw), small, err)
			}
			items += body.Items
		}
		if len(whole) > 0 && items != whole[0].Items {
			t.Fatalf("%d items were counted of %d", items, whole[0].Items)
		}
		if len(bodies) > 0 && bodies[len(bodies)-1].Continued {
			t.Fatal("the last body goes on in another")
		}
		inOrder(t, decoder, bodies)
	})
}

// inOrder checks that each snapshot starts in its first body and stops in its
// last, and that bodies which share one say so.
func inOrder(t rapid.TB, decoder *intaketest.Decoder, bodies []Body) {
	t.Helper()
	open := ""
	for i, body := range bodies {
		p, err := decoder.Decode(body.Data)
		if err != nil {
			t.Fatal(err)
		}
		for _, topology := range p.Topologies {
			switch source := string(topology.Instance); {
			case open != "" && (source != open || topology.Start):
				t.Fatalf("body %d: %s begins while %s is open", i, source, open)
			case topology.Stop && !topology.Start && open == "":
				t.Fatalf("body %d: %s stops without a start", i, source)
			case topology.Start && !topology.Stop:
				open = source
			case topology.Stop:
				open = ""
			}
		}
		if body.Continued != (open != "") {
			t.Fatalf("body %d: open is %q, continued is %t", i, open, body.Continued)
		}
	}
}

func TestHalvingKeepsEachItemOnce(t *testing.T) {
	decoder := intaketest.NewDecoder()
	rapid.Check(t, func(t *rapid.T) {
		s := bounded(bounds{raw: maxRawBytes, packed: maxPackedBytes})
		bodies, _ := s.Encode(manyThings(t))
		want := tally(t, decoder, bodies)
		for range rapid.IntRange(1, 5).Draw(t, "times") {
			var halves []Body
			for _, body := range bodies {
				parts := s.Split(body.Data)
				if parts == nil {
					if body.Items > 1 {
						t.Fatalf("a body of %d items was not split", body.Items)
					}
					parts = []Body{body}
				}
				halves = append(halves, parts...)
			}
			bodies = halves
		}
		if got := tally(t, decoder, bodies); !maps.Equal(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
	})
}

func TestHalvingTouchesNothingElse(t *testing.T) {
	s := bounded(bounds{raw: maxRawBytes, packed: maxPackedBytes})
	bodies, _ := s.Encode(sample())
	raw, err := expand(bodies[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	head, items, err := parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if again := render(head, items); string(again) != string(raw) {
		t.Errorf("got  %s\nwant %s", again, raw)
	}
	if s.Split([]byte("no zlib")) != nil {
		t.Error("a body that cannot be read was split")
	}
}

func TestRealBodiesStayBelowTheReceiversBounds(t *testing.T) {
	decoder := intaketest.NewDecoder()
	s := bounded(bounds{raw: maxRawBytes, packed: maxPackedBytes})
	random := rand.New(rand.NewPCG(1, 2))
	var p check.Payload
	for i := range 20_000 { // compressible: the raw bound bites
		p.Series = append(p.Series, check.Series{
			Context: check.NewContext(fmt.Sprint("some.metric.name.", i), []string{"env:production", "zone:" + strings.Repeat("eu-west-", 30)}, "web-1", ""),
			Type:    check.TypeGauge, Points: []check.Point{{At: 1e18, Value: float64(i)}},
		})
	}
	for i := range 70 { // not compressible: the packed one does
		p.Events = append(p.Events, check.Emitted[check.Event]{Check: "noise", Value: check.Event{Title: fmt.Sprint(i), Text: noise(random, 100_000)}})
	}
	bodies, losses := s.Encode(p)
	all := tally(t, decoder, bodies) // Decode refuses what is above the bounds
	if len(losses) != 0 || len(all) != 20_070 {
		t.Errorf("%d items, losses %v", len(all), losses)
	}
	if len(bodies) > 10 {
		t.Errorf("%d bodies: they could be fuller", len(bodies))
	}
}

func TestAnItemTooLargeForAnyBodyIsNamed(t *testing.T) {
	decoder := intaketest.NewDecoder()
	huge := strings.Repeat("x", maxPackedBytes)
	p := sample()
	p.Series = append(p.Series, check.Series{Context: check.NewContext("huge", []string{huge}, "", ""), Points: []check.Point{{Value: 1}, {Value: 2}}})
	p.Events = append(p.Events, check.Emitted[check.Event]{Check: "demo", Value: check.Event{Title: "Big", Text: huge}})
	p.ServiceChecks = append(p.ServiceChecks, check.Emitted[check.ServiceCheck]{Value: check.ServiceCheck{Name: "wordy", Message: huge}})
	p.Topologies[0].Components[0].Data = must(map[string]string{"x": huge})
	bodies, losses := bounded(bounds{raw: maxRawBytes, packed: maxPackedBytes}).Encode(p)
	want := []string{`metric "huge"`, `metric "huge"`, `event "Big" of check "demo"`, `service check "wordy"`, `component "a"`}
	if len(losses) != len(want) {
		t.Fatalf("losses %v", losses)
	}
	for i, loss := range losses {
		if loss.Item != want[i] || !errors.Is(loss.Err, errTooLarge) {
			t.Errorf("loss %d is %s: %v", i, loss.Item, loss.Err)
		}
	}
	all := tally(t, decoder, bodies)
	source := `topology {"type":"demo","url":"http://d"}`
	if all[source+" start"] != 1 || all[source+" component b"] != 1 || all[source+" stop"] != 0 {
		t.Errorf("a snapshot that lost a component is sent as %v", all)
	}
}

func TestWhatCannotBeSentIsNamed(t *testing.T) {
	decoder := intaketest.NewDecoder()
	object := json.RawMessage("{}")
	half := []check.Point{{Value: -1}, {Value: math.NaN()}}
	p := check.Payload{
		Series: []check.Series{
			{Context: check.NewContext("half", nil, "", ""), Points: half},
			{Context: check.NewContext("", nil, "", ""), Points: []check.Point{{}}},
		},
		Events: []check.Emitted[check.Event]{
			{Check: "c", Value: check.Event{Type: "silent"}},
			{Check: "c", Value: check.Event{Title: "t", Extra: map[string]json.RawMessage{"x": json.RawMessage("]")}}},
		},
		ServiceChecks: []check.Emitted[check.ServiceCheck]{{}},
		Topologies: []check.Topology{
			{Source: check.TopologySource{JSON: json.RawMessage(`["list"]`)}},
			{
				Source: check.TopologySource{JSON: object}, Start: true, Stop: true,
				Components: []check.Component{{Type: "t"}, {ID: "c", Type: "t", Data: json.RawMessage("[]")}, {ID: "ok", Type: "t"}},
				Relations:  []check.Relation{{SourceID: "c", Type: "t"}, {SourceID: "c", TargetID: "c", Type: "t", Data: json.RawMessage(`{"x":}`)}},
			},
		},
	}
	for _, out := range []Output{bounded(bounds{raw: maxRawBytes, packed: maxPackedBytes}), NewJSONLStream(nil)} {
		bodies, losses := out.Encode(p)
		if len(losses) != 10 {
			t.Errorf("%s: %d losses: %v", out.Kind(), len(losses), losses)
		}
		if len(bodies) != 1 || bodies[0].Items != 2 {
			t.Errorf("%s: bodies %+v", out.Kind(), bodies)
		}
		if s, ok := out.(*StackState); ok {
			if all := tally(t, decoder, bodies); all["topology {} component ok"] != 1 || all["topology {} stop"] != 0 || s == nil {
				t.Errorf("got %v", all)
			}
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	s := bounded(bounds{raw: maxRawBytes, packed: maxPackedBytes})
	var p check.Payload
	for i := range 100_000 {
		p.Series = append(p.Series, check.Series{
			Context: check.NewContext(fmt.Sprint("some.metric.name.", i%100), []string{"env:production", fmt.Sprint("n:", i)}, "web-1", ""),
			Type:    check.TypeGauge, Points: []check.Point{{At: 1e18, Value: float64(i) / 3}},
		})
	}
	b.Run("stackstate", func(b *testing.B) {
		for b.Loop() {
			s.Encode(p)
		}
	})
	b.Run("jsonl", func(b *testing.B) {
		for b.Loop() {
			NewJSONLStream(nil).Encode(p)
		}
	})
}
