package sandpiper_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

// show runs check and prints what it reported, as a test would see it.
func show(check func(*sandpiper.Check) error, config sandpipertest.Config) {
	fmt.Println(sandpipertest.Run(new(testing.T), check, config))
}

func ExampleCheck_Gauge() {
	show(func(c *sandpiper.Check) error {
		c.Gauge("disk.free", 1<<30, sandpiper.Tags("unit:bytes"), sandpiper.Device("sda"))
		return nil
	}, sandpipertest.Config{})
	// Output:
	// gauge disk.free = 1.073741824e+09 [unit:bytes]
	// OK
}

func ExampleCheck_Instance() {
	show(func(c *sandpiper.Check) error {
		config := struct {
			URL     string  `json:"url"`
			Timeout float64 `json:"timeout"`
		}{Timeout: 5}
		if err := c.Instance(&config, "url"); err != nil {
			return err
		}
		c.Log.Info("polling", "url", config.URL, "timeout", sandpiper.Seconds(config.Timeout))
		return nil
	}, sandpipertest.Config{Instance: `{"url": "http://localhost"}`})
	// Output:
	// log info polling url=http://localhost timeout=5s
	// OK
}

// runs tells how often the instance has run.
func runs(c *sandpiper.Check) error {
	n := 0
	if _, err := c.StateGet("runs", &n); err != nil { // n stays 0 where nothing was kept
		return err
	}
	c.Gauge("demo.runs", float64(n+1))
	return c.StateSet("runs", n+1)
}

func ExampleCheck_StateGet() {
	first := sandpipertest.Run(new(testing.T), runs, sandpipertest.Config{})
	show(runs, sandpipertest.Config{State: first.State})
	// Output:
	// gauge demo.runs = 2 []
	// OK
}

func ExampleCheck_StartSnapshot() {
	source := map[string]string{"type": "cmdb", "url": "http://cmdb.example"}
	show(func(c *sandpiper.Check) error {
		if err := c.StartSnapshot(source); err != nil {
			return err
		}
		for _, name := range []string{"web-1", "web-2"} {
			if err := c.Component(source, name, "server", nil); err != nil {
				return err
			}
		}
		return c.StopSnapshot(source)
	}, sandpipertest.Config{})
	// Output:
	// topology map[type:cmdb url:http://cmdb.example]: 2 components, 0 relations, start true, stop true
	// OK
}

func ExampleCheck_ServiceCheck() {
	show(func(c *sandpiper.Check) error {
		c.ServiceCheck("db.can_connect", sandpiper.Critical,
			sandpiper.Tags("db:orders"), sandpiper.Message("no answer in 5 s"))
		return nil
	}, sandpipertest.Config{})
	// Output:
	// service check db.can_connect CRITICAL "no answer in 5 s" [db:orders]
	// OK
}

func ExampleHTTP_Get() {
	show(func(c *sandpiper.Check) error {
		response, err := c.HTTP.Get("ftp://localhost", 5*time.Second)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		c.Gauge("http.status", float64(response.Status))
		return nil
	}, sandpipertest.Config{})
	// Output:
	// InvalidURL('"ftp://localhost" is not an http or https URL with a host',)
}
