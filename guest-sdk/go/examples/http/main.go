// Command http tells how fast a web page answers, and reports an event when it
// does not answer in time or with anything but 200.
package main

import (
	"crypto/md5"
	"errors"
	"fmt"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go" // package sandpiper
)

//go:wasmexport check_run
func checkRun() int32 { return sandpiper.Run(check) }

func check(c *sandpiper.Check) error {
	initConfig := struct {
		DefaultTimeout float64 `json:"default_timeout"` // seconds
	}{5}
	if err := c.InitConfig(&initConfig); err != nil {
		return err
	}
	instance := struct {
		URL     string  `json:"url"`
		Timeout float64 `json:"timeout"` // seconds
	}{Timeout: initConfig.DefaultTimeout}
	if err := c.Instance(&instance, "url"); err != nil {
		return err
	}

	start := time.Now()
	response, err := c.HTTP.Get(instance.URL, sandpiper.Seconds(instance.Timeout))
	if err == nil {
		err = response.Discard() // the response has come when its body has
	}
	if response != nil && errors.Is(err, sandpiper.ErrQuota) {
		err = nil // or as much of it as the agent reads, which warns of the rest
	}
	elapsed := time.Since(start)

	switch {
	case errors.Is(err, sandpiper.ErrTimeout):
		c.Event(event(instance.URL,
			"URL timeout",
			fmt.Sprintf("%s timed out after %v seconds.", instance.URL, instance.Timeout)))
	case err != nil:
		return err
	case response.Status != 200:
		c.Event(event(instance.URL,
			"Invalid response code for "+instance.URL,
			fmt.Sprintf("%s returned a status of %d", instance.URL, response.Status)))
	default:
		c.Gauge("http.response_time", elapsed.Seconds(), sandpiper.Tags("http_check", "url:"+instance.URL))
	}
	return nil
}

// event is about a URL, whose events are shown as one.
func event(url, title, text string) sandpiper.Event {
	return sandpiper.Event{
		Type:           "http_check",
		Title:          title,
		Text:           text,
		AggregationKey: fmt.Sprintf("%x", md5.Sum([]byte(url))),
	}
}

func main() {}
