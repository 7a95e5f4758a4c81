package intaketest

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// witness is a test that may fail: it keeps what it is told.
type witness struct {
	testing.TB
	mu     sync.Mutex
	errors []string
}

func (w *witness) Errorf(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.errors = append(w.errors, fmt.Sprintf(format, args...))
}

func (w *witness) Fatalf(format string, args ...any) {
	w.Errorf(format, args...)
	panic("fatal")
}

func (w *witness) said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	said := strings.Join(w.errors, "\n")
	w.errors = nil
	return said
}

const (
	head  = `{"collection_timestamp":1,"internalHostname":"h","apiKey":"k","agentVersion":"1","events":{`
	empty = `"metrics":[],"service_checks":[],"topologies":[],"health":[]}`
	right = head + `},` + empty
)

func deflated(raw string) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = io.WriteString(w, raw) // into memory
	_ = w.Close()
	return b.Bytes()
}

// request is one that the receiver takes.
func request(r *Receiver, packed []byte) *http.Request {
	q, err := http.NewRequest(http.MethodPost, r.URL()+"/stsAgent/intake?api_key=k", bytes.NewReader(packed))
	if err != nil {
		panic(err)
	}
	sum := md5.Sum(packed)
	for name, value := range map[string]string{
		"Content-Type": "application/json", "Content-Encoding": "deflate", "Content-MD5": hex.EncodeToString(sum[:]),
		"Accept": "text/html, */*", "User-Agent": "StackState Agent/1", "DD-Collector-Version": "1",
	} {
		q.Header.Set(name, value)
	}
	return q
}

func post(r *Receiver, q *http.Request) (int, error) {
	answer, err := (&http.Client{Transport: r.Transport()}).Do(q)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

func TestWhatIsRightIsTaken(t *testing.T) {
	r := New(t, "k")
	if status, err := post(r, request(r, deflated(right))); status != 202 || err != nil {
		t.Errorf("answered %d, %v", status, err)
	}
	if all := r.Await(1); all[0].Hostname != "h" || string(all[0].Raw) != right {
		t.Errorf("got %+v", all)
	}
}

func TestMisuseIsRefusedAndFailsTheTest(t *testing.T) {
	body := func(raw string) func(*Receiver) *http.Request {
		return func(r *Receiver) *http.Request { return request(r, deflated(raw)) }
	}
	changed := func(change func(*http.Request)) func(*Receiver) *http.Request {
		return func(r *Receiver) *http.Request {
			q := request(r, deflated(right))
			change(q)
			return q
		}
	}
	event := func(fields string) string { return head + `"s":[{` + fields + `}]},` + empty }
	list := func(name, value string) string {
		return strings.Replace(right, `"`+name+`":[]`, `"`+name+`":[`+value+`]`, 1)
	}
	for name, c := range map[string]struct {
		request func(*Receiver) *http.Request
		want    string
	}{
		"method":            {changed(func(q *http.Request) { q.Method = http.MethodPut }), "method"},
		"path":              {changed(func(q *http.Request) { q.URL.Path = "/intake" }), "the request is for"},
		"trailing slash":    {changed(func(q *http.Request) { q.URL.Path += "/" }), "the request is for"},
		"no key":            {changed(func(q *http.Request) { q.URL.RawQuery = "" }), "the request is for"},
		"wrong key":         {changed(func(q *http.Request) { q.URL.RawQuery = "api_key=j" }), "the request is for"},
		"content type":      {changed(func(q *http.Request) { q.Header.Set("Content-Type", "text/plain") }), "Content-Type"},
		"checksum":          {changed(func(q *http.Request) { q.Header.Set("Content-MD5", "00") }), "Content-MD5"},
		"no checksum":       {changed(func(q *http.Request) { q.Header.Del("Content-MD5") }), "Content-MD5"},
		"encoding":          {changed(func(q *http.Request) { q.Header.Set("Content-Encoding", "gzip") }), "Content-Encoding"},
		"accept":            {changed(func(q *http.Request) { q.Header.Del("Accept") }), "Accept"},
		"agent":             {changed(func(q *http.Request) { q.Header.Set("User-Agent", "Go-http-client/1.1") }), "User-Agent"},
		"version":           {changed(func(q *http.Request) { q.Header.Set("DD-Collector-Version", "2") }), "DD-Collector-Version"},
		"chunked":           {changed(func(q *http.Request) { q.ContentLength = -1; q.Body = io.NopCloser(q.Body) }), "length"},
		"not zlib":          {func(r *Receiver) *http.Request { return request(r, []byte(right)) }, "zlib"},
		"raw deflate":       {rawDeflate, "zlib"},
		"cut short":         {func(r *Receiver) *http.Request { return request(r, deflated(right)[:40]) }, "zlib"},
		"more behind":       {func(r *Receiver) *http.Request { return request(r, append(deflated(right), 0)) }, "follow"},
		"too large":         {body(head + `},` + strings.Repeat(" ", maxRawBytes) + empty), "expands"},
		"not UTF-8":         {body(strings.Replace(right, `"h"`, "\"\xff\"", 1)), "UTF-8"},
		"not JSON":          {body("{"), "reading the body"},
		"a name twice":      {body(strings.Replace(right, `{`, `{"apiKey":"k",`, 1)), "twice"},
		"a source twice":    {body(event(`"timestamp":1,"api_key":"k","msg_title":"t"}],"s":[{"timestamp":1,"api_key":"k","msg_title":"t"`)), "twice"},
		"key in the body":   {body(strings.Replace(right, `"k"`, `"j"`, 1)), "apiKey"},
		"field missing":     {body(strings.Replace(right, `"topologies":[],`, ``, 1)), "topologies"},
		"field unknown":     {body(strings.Replace(right, `{`, `{"cpuUser":1,`, 1)), "cpuUser"},
		"metric of two":     {body(list("metrics", `["m",1]`)), "minItems"},
		"metric time":       {body(list("metrics", `["m",1.5,1]`)), "/metrics/0/1"},
		"metric value":      {body(list("metrics", `["m",1,"1"]`)), "/metrics/0/2"},
		"metric host_name":  {body(list("metrics", `["m",1,1,{"host_name":"h"}]`)), "host_name"},
		"no attributes":     {body(list("metrics", `["m",1,1,{}]`)), "minProperties"},
		"event time":        {body(event(`"timestamp":1.5,"api_key":"k","msg_title":"t"`)), "timestamp"},
		"event without key": {body(event(`"timestamp":1,"msg_title":"t"`)), "api_key"},
		"silent event":      {body(event(`"timestamp":1,"api_key":"k"`)), "msg_title"},
		"alert type":        {body(event(`"timestamp":1,"api_key":"k","msg_title":"t","alert_type":"Error"`)), "alert_type"},
		"status":            {body(list("service_checks", `{"id":1,"check":"c","status":4,"timestamp":1}`)), "status"},
		"hostname":          {body(list("service_checks", `{"id":1,"check":"c","status":0,"timestamp":1,"hostname":"h"}`)), "hostname"},
		"flag missing":      {body(list("topologies", `{"instance":{},"start_snapshot":true,"components":[],"relations":[]}`)), "stop_snapshot"},
		"type as text": {body(list("topologies", `{"instance":{},"start_snapshot":true,"stop_snapshot":true,"relations":[],
			"components":[{"externalId":"a","type":"t","data":{}}]}`)), "/type"},
		"stop without start": {body(list("topologies", `{"instance":{},"start_snapshot":false,"stop_snapshot":true,"components":[],"relations":[]}`)), "not started"},
	} {
		t.Run(name, func(t *testing.T) {
			w := &witness{TB: t}
			r := New(w, "k")
			status, err := post(r, c.request(r))
			if said := w.said(); status != 400 || err != nil || !strings.Contains(said, c.want) {
				t.Errorf("answered %d, %v; said %q", status, err, said)
			}
			if len(r.Payloads()) != 0 || r.Requests() != 1 {
				t.Errorf("%d requests, %d taken", r.Requests(), len(r.Payloads()))
			}
		})
	}
}

func rawDeflate(r *Receiver) *http.Request {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(w, right) // into memory
	_ = w.Close()
	return request(r, b.Bytes())
}

func TestTheSameBodyTwiceIsMisuse(t *testing.T) {
	w := &witness{TB: t}
	r := New(w, "k")
	for i, want := range []int{202, 400} {
		if status, err := post(r, request(r, deflated(right))); status != want || err != nil {
			t.Errorf("time %d is answered %d, %v", i, status, err)
		}
	}
	if said := w.said(); !strings.Contains(said, "came twice") {
		t.Errorf("said %q", said)
	}
}

func TestABodyWhoseAnswerWasLostMayComeAgain(t *testing.T) {
	r := New(t, "k")
	r.Answer(Answer{Lost: true})
	if _, err := post(r, request(r, deflated(right))); err == nil {
		t.Error("it was answered")
	}
	if status, err := post(r, request(r, deflated(right))); status != 202 || err != nil || len(r.Payloads()) != 2 {
		t.Errorf("answered %d, %v, %d taken", status, err, len(r.Payloads()))
	}
}

func TestASnapshotMaySpanBodies(t *testing.T) {
	r := New(t, "k")
	for i, flags := range []string{
		`"start_snapshot":true,"stop_snapshot":false`, `"start_snapshot":false,"stop_snapshot":false`,
		`"start_snapshot":false,"stop_snapshot":true`, `"start_snapshot":true,"stop_snapshot":false`, `"start_snapshot":true,"stop_snapshot":true`,
	} {
		raw := strings.Replace(right, `"topologies":[`, `"topologies":[{"instance":{},`+flags+`,"components":[],"relations":[]}`, 1)
		raw = strings.Replace(raw, `:1,`, fmt.Sprintf(`:%d,`, i), 1)
		if status, err := post(r, request(r, deflated(raw))); status != 202 || err != nil {
			t.Errorf("part %d is answered %d, %v", i, status, err)
		}
	}
}

func TestAnswersAreAsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewInMemory(t, "k")
		r.Answer(
			Answer{Status: 503, Header: http.Header{"Retry-After": {"7"}}, Text: "later"},
			Answer{Cut: true},
			Answer{Delay: time.Minute},
		)
		answer, err := (&http.Client{Transport: r.Transport()}).Do(request(r, deflated(right)))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		if answer.StatusCode != 503 || answer.Header.Get("Retry-After") != "7" || string(text) != "later" || err != nil {
			t.Errorf("answered %d %v %q, %v", answer.StatusCode, answer.Header, text, err)
		}
		if status, err := post(r, request(r, deflated(right))); err == nil {
			t.Errorf("a cut connection answers %d", status)
		}
		start := time.Now()
		if status, err := post(r, request(r, deflated(right))); status != 202 || err != nil || time.Since(start) != time.Minute {
			t.Errorf("answered %d, %v after %v", status, err, time.Since(start))
		}

		r.AnswerAlways(Answer{Hang: true})
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if status, err := post(r, request(r, deflated(right)).WithContext(ctx)); err == nil || time.Since(start) != time.Hour+time.Minute {
			t.Errorf("one that hangs answers %d after %v", status, time.Since(start))
		}
		if r.Requests() != 4 || len(r.Payloads()) != 1 {
			t.Errorf("%d requests, %d taken", r.Requests(), len(r.Payloads()))
		}
	})
}

func TestAwaitEndsTheTestWhenNothingComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &witness{TB: t}
		r := NewInMemory(w, "k")
		defer func() {
			if recover() != "fatal" || !strings.Contains(w.said(), "waited 30s") {
				t.Error("it did not")
			}
		}()
		r.Await(1)
	})
}

func TestJoinKeepsAll(t *testing.T) {
	p := Payload{
		Hostname: "h", Metrics: make([]Metric, 2), Events: map[string][]Event{"a": make([]Event, 1)},
		ServiceChecks: make([]ServiceCheck, 3), Topologies: make([]Topology, 1),
	}
	all := Join([]Payload{p, p})
	if all.Hostname != "h" || len(all.Metrics) != 4 || len(all.Events["a"]) != 2 || len(all.ServiceChecks) != 6 || len(all.Topologies) != 2 {
		t.Errorf("got %+v", all)
	}
}
