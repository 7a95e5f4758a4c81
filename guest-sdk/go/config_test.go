package sandpiper_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

type settings struct {
	URL     string   `json:"url"`
	Timeout float64  `json:"timeout"`
	Port    uint16   `json:"port"`
	Verify  bool     `json:"verify"`
	Tags    []string `json:"tags"`
	TLS     struct {
		CA string `json:"ca"`
	} `json:"tls"`
}

func TestFieldsKeepTheirDefaultsWhereKeysAreMissing(t *testing.T) {
	sandpipertest.Run(t, func(c *sandpiper.Check) error {
		instance := settings{Timeout: 5, Port: 80, Verify: true}
		if err := c.Instance(&instance); err != nil {
			return err
		}
		if instance.URL != "http://a" || instance.Timeout != 5 || instance.Port != 81 || !instance.Verify {
			t.Errorf("got %+v", instance)
		}
		initConfig := settings{Timeout: 6}
		if err := c.InitConfig(&initConfig); err != nil || initConfig.Timeout != 7 {
			t.Errorf("got %+v, %v", initConfig, err)
		}
		return nil
	}, sandpipertest.Config{
		Instance:   `{"url": "http://a", "timeout": null, "port": 81, "another": {}}`,
		InitConfig: map[string]any{"timeout": 7},
	}).OK()
}

func TestANumberInQuotesIsANumber(t *testing.T) {
	type numbers struct {
		A float64   `json:"a"`
		B int       `json:"b"`
		C *uint8    `json:"c"`
		D []float64 `json:"d"`
		E struct {
			F float32 `json:"f"`
		} `json:"e"`
		G string `json:"g"`
	}
	sandpipertest.Run(t, func(c *sandpiper.Check) error {
		instance := numbers{A: 1}
		if err := c.Instance(&instance, "a"); err != nil {
			return err
		}
		seven := uint8(7)
		want := numbers{A: 8, B: -3, C: &seven, D: []float64{1.5, 2e3, 3}, G: "8"}
		want.E.F = 0.5
		if !reflect.DeepEqual(instance, want) {
			t.Errorf("got %+v", instance)
		}
		return nil
	}, sandpipertest.Config{
		Instance: `{"a": "8", "b": " -3 ", "c": "7", "d": ["1.5", "2e3", 3], "e": {"f": "0.5"}, "g": "8"}`,
	}).OK()
}

func TestAConfigurationOfAnySizeIsRead(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	sandpipertest.Run(t, func(c *sandpiper.Check) error {
		var instance settings
		if err := c.Instance(&instance); err != nil || instance.URL != long {
			t.Errorf("got %d bytes, %v", len(instance.URL), err)
		}
		return nil
	}, sandpipertest.Config{Instance: settings{URL: long}})
}

func TestAMistakeInTheConfigurationNamesItsKey(t *testing.T) {
	for _, test := range []struct{ instance, want string }{
		{`{"url": "a", "timeout": "soon"}`, "instance: timeout is a text, want a number"},
		{`{"url": "a", "timeout": ""}`, "instance: timeout is a text, want a number"},
		{`{"url": "a", "timeout": "5s"}`, "instance: timeout is a text, want a number"},
		{`{"url": "a", "timeout": "true"}`, "instance: timeout is a text, want a number"},
		{`{"url": "a", "timeout": "[5]"}`, "instance: timeout is a text, want a number"},
		{`{"url": "a", "timeout": "\"5"}`, "instance: timeout is a text, want a number"},
		{`{"url": "a", "port": "99999"}`, "instance: port is 99999, want a whole number that fits into uint16"},
		{`{"url": 5}`, "instance: url is a number, want a text"},
		{`{"url": "a", "port": 99999}`, "instance: port is 99999, want a whole number that fits into uint16"},
		{`{"url": "a", "port": 1.5}`, "instance: port is 1.5, want a whole number that fits into uint16"},
		{`{"url": "a", "verify": "yes"}`, "instance: verify is a text, want true or false"},
		{`{"url": "a", "tags": "a,b"}`, "instance: tags is a text, want a list"},
		{`{"url": "a", "tls": []}`, "instance: tls is a list, want a mapping"},
		{`{"url": "a", "tls": {"ca": {}}}`, "instance: tls.ca is a mapping, want a text"},
		{`{}`, "instance: url is missing"},
		{`{"url": null}`, "instance: url is missing"},
	} {
		got := sandpipertest.Run(t, func(c *sandpiper.Check) error {
			err := c.Instance(new(settings), "url")
			var mistake *sandpiper.ConfigError
			if !errors.As(err, &mistake) || mistake.Section != "instance" {
				t.Errorf("%s: %#v", test.instance, err)
			}
			return err
		}, sandpipertest.Config{Instance: test.instance})
		if want := "ConfigurationError('" + test.want + "',)"; got.Failure.String() != want {
			t.Errorf("%s: got %v, want %s", test.instance, got.Failure, want)
		}
	}
}
