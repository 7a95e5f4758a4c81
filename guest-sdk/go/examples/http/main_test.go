package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

// poll runs the check against a server.
func poll(t *testing.T, handler http.HandlerFunc) (*sandpipertest.Result, string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return sandpipertest.Run(t, check, sandpipertest.Config{Instance: map[string]any{"url": server.URL}}), server.URL
}

func TestAPageThatAnswersGivesItsResponseTime(t *testing.T) {
	start := time.Now()
	got, url := poll(t, func(http.ResponseWriter, *http.Request) {})
	got.OK()
	metric := got.Metric("http.response_time", "http_check", "url:"+url)
	if metric.Kind != "gauge" || metric.Value <= 0 || metric.Value > time.Since(start).Seconds() || len(metric.Tags) != 2 {
		t.Errorf("got %+v", metric)
	}
	if len(got.Events) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestAnotherStatusIsAnEventAndNoMetric(t *testing.T) {
	got, url := poll(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) })
	got.OK()
	want := sandpiper.Event{
		Type:           "http_check",
		Title:          "Invalid response code for " + url,
		Text:           url + " returned a status of 400",
		AlertType:      sandpiper.AlertInfo,
		AggregationKey: got.Events[0].AggregationKey,
	}
	if len(got.Metrics) != 0 || !reflect.DeepEqual(got.Events, []sandpiper.Event{want}) {
		t.Errorf("got %+v", got.Events)
	}
}

func TestATimeoutIsAnEventAndNoError(t *testing.T) {
	ended := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-ended }))
	defer server.Close()
	defer close(ended)
	got := sandpipertest.Run(t, check, sandpipertest.Config{Instance: map[string]any{"url": server.URL, "timeout": 0.05}})
	got.OK()
	want := sandpiper.Event{
		Type:           "http_check",
		Title:          "URL timeout",
		Text:           server.URL + " timed out after 0.05 seconds.",
		AlertType:      sandpiper.AlertInfo,
		AggregationKey: got.Events[0].AggregationKey,
	}
	if len(got.Metrics) != 0 || !reflect.DeepEqual(got.Events, []sandpiper.Event{want}) {
		t.Errorf("got %+v", got.Events)
	}
}

// endless is a network whose pages are larger than the agent reads.
type endless int // the status

func (e endless) RoundTrip(r *http.Request) (*http.Response, error) {
	body := io.MultiReader(strings.NewReader("much"), iotest.ErrReader(sandpiper.ErrQuota))
	return &http.Response{StatusCode: int(e), Body: io.NopCloser(body), Request: r}, nil
}

func TestAPageLargerThanTheAgentReadsIsStillTimed(t *testing.T) {
	for status, want := range map[int]string{200: "[1 0]", 500: "[0 1]"} {
		got := sandpipertest.Run(t, check, sandpipertest.Config{
			Instance: `{"url": "http://localhost"}`, Transport: endless(status), AllowRefusals: true,
		})
		got.OK()
		if has := fmt.Sprint([]int{len(got.Metrics), len(got.Events)}); has != want {
			t.Errorf("%d: metrics and events %s, want %s", status, has, want)
		}
	}
}

// exhausted is a network for which nothing is left of the run's calls.
type exhausted struct{}

func (exhausted) RoundTrip(*http.Request) (*http.Response, error) { return nil, sandpiper.ErrQuota }

func TestARequestThatIsNotMadeIsAnErrorOfTheInstance(t *testing.T) {
	got := sandpipertest.Run(t, check, sandpipertest.Config{
		Instance: `{"url": "http://localhost"}`, Transport: exhausted{}, AllowRefusals: true,
	})
	if got.Failure == nil || got.Failure.Kind != "RequestError" {
		t.Errorf("got %v", got.Failure)
	}
}

func TestTheAggregationKeyIsTheMD5OfTheURL(t *testing.T) {
	if key := event("https://google.com", "", "").AggregationKey; key != "99999ebcfdb78df077ad2727fd00969f" {
		t.Errorf("got %s", key)
	}
}

func TestARefusedConnectionIsAnErrorOfTheInstance(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	got := sandpipertest.Run(t, check, sandpipertest.Config{
		Instance: map[string]any{"url": "http://" + listener.Addr().String()},
	})
	if got.Failure.String() != "ConnectionError('Connection refused.',)" || len(got.Metrics)+len(got.Events) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestTheTimeoutIsTheInstancesElseTheFilesElseFiveSeconds(t *testing.T) {
	for _, test := range []struct {
		instance, initConfig string
		want                 time.Duration
	}{
		{`{"url": "http://localhost", "timeout": 80}`, `{"default_timeout": 70}`, 80 * time.Second},
		{`{"url": "http://localhost"}`, `{"default_timeout": 70}`, 70 * time.Second},
		{`{"url": "http://localhost", "timeout": "80"}`, `{"default_timeout": "70"}`, 80 * time.Second},
		{`{"url": "http://localhost"}`, `{}`, 5 * time.Second},
	} {
		network := new(stopwatch)
		sandpipertest.Run(t, check, sandpipertest.Config{
			Instance: test.instance, InitConfig: test.initConfig, Transport: network,
		}).OK()
		if network.timeout > test.want || network.timeout < test.want-4*time.Second {
			t.Errorf("%s, %s: timeout %v, want %v", test.instance, test.initConfig, network.timeout, test.want)
		}
	}
}

// stopwatch is a network that tells how long a request may take.
type stopwatch struct{ timeout time.Duration }

func (s *stopwatch) RoundTrip(r *http.Request) (*http.Response, error) {
	deadline, _ := r.Context().Deadline()
	s.timeout = time.Until(deadline)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
}

func TestAnInstanceWithoutURLSaysSo(t *testing.T) {
	got := sandpipertest.Run(t, check, sandpipertest.Config{})
	if got.Failure.String() != "ConfigurationError('instance: url is missing',)" {
		t.Errorf("got %v", got.Failure)
	}
}

func TestAMistypedTimeoutIsNamed(t *testing.T) {
	for key, config := range map[string]sandpipertest.Config{
		"instance: timeout":            {Instance: `{"url": "a", "timeout": "soon"}`},
		"init_config: default_timeout": {InitConfig: `{"default_timeout": "soon"}`},
	} {
		got := sandpipertest.Run(t, check, config)
		if want := fmt.Sprintf("ConfigurationError('%s is a text, want a number',)", key); got.Failure.String() != want {
			t.Errorf("got %v, want %s", got.Failure, want)
		}
	}
}
