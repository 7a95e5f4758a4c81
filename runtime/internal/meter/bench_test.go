package meter

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// programs are small programs whose run time the charges could dominate.
var programs = []struct {
	name, text string
	arg        uint64
}{
	{"empty loop", `(func (export "run") (param $n i32) (result i32)
		loop $l
		  local.get $n i32.const 1 i32.sub local.tee $n br_if $l
		end
		local.get $n)`, 3_000_000},
	{"xorshift", `(func (export "run") (param $n i32) (result i32) (local $x i32)
		i32.const 2463534242 local.set $x
		loop $l
		  local.get $x local.get $x i32.const 13 i32.shl i32.xor local.tee $x
		  local.get $x i32.const 17 i32.shr_u i32.xor local.tee $x
		  local.get $x i32.const 5 i32.shl i32.xor local.set $x
		  local.get $n i32.const 1 i32.sub local.tee $n br_if $l
		end
		local.get $x)`, 1_000_000},
	{"matrix 64 x 64", `(memory 2)
	(func (export "run") (param $n i32) (result i32) (local $i i32) (local $j i32) (local $k i32) (local $sum f64)
		loop $again
		  i32.const 0 local.set $i
		  loop $li
		    i32.const 0 local.set $j
		    loop $lj
		      i32.const 0 local.set $k
		      f64.const 0 local.set $sum
		      loop $lk
		        local.get $i i32.const 9 i32.shl local.get $k i32.const 3 i32.shl i32.add f64.load
		        local.get $k i32.const 9 i32.shl local.get $j i32.const 3 i32.shl i32.add f64.load offset=32768
		        f64.mul local.get $sum f64.add local.set $sum
		        local.get $k i32.const 1 i32.add local.tee $k i32.const 64 i32.lt_u br_if $lk
		      end
		      local.get $i i32.const 9 i32.shl local.get $j i32.const 3 i32.shl i32.add local.get $sum f64.store offset=65536
		      local.get $j i32.const 1 i32.add local.tee $j i32.const 64 i32.lt_u br_if $lj
		    end
		    local.get $i i32.const 1 i32.add local.tee $i i32.const 64 i32.lt_u br_if $li
		  end
		  local.get $n i32.const 1 i32.sub local.tee $n br_if $again
		end
		local.get $n)`, 10},
	{"fib", `(func $fib (export "run") (param $n i32) (result i32)
		local.get $n i32.const 2 i32.lt_u
		if (result i32)
		  local.get $n
		else
		  local.get $n i32.const 1 i32.sub call $fib
		  local.get $n i32.const 2 i32.sub call $fib
		  i32.add
		end)`, 27},
	{"sieve", `(memory 2)
	(func (export "run") (param $n i32) (result i32) (local $i i32) (local $j i32) (local $primes i32)
		i32.const 0 i32.const 0 local.get $n memory.fill
		i32.const 2 local.set $i
		loop $outer
		  local.get $i i32.load8_u i32.eqz
		  if
		    local.get $primes i32.const 1 i32.add local.set $primes
		    local.get $i i32.const 1 i32.shl local.set $j
		    block $done
		      loop $inner
		        local.get $j local.get $n i32.ge_u br_if $done
		        local.get $j i32.const 1 i32.store8
		        local.get $j local.get $i i32.add local.set $j
		        br $inner
		      end
		    end
		  end
		  local.get $i i32.const 1 i32.add local.tee $i local.get $n i32.lt_u br_if $outer
		end
		local.get $primes)`, 100_000},
	{"short scans", `(memory 1)
	(func $length (param $at i32) (result i32) (local $n i32)
		loop $l
		  local.get $at local.get $n i32.add i32.load8_u
		  if local.get $n i32.const 1 i32.add local.set $n br $l end
		end
		local.get $n)
	(func (export "run") (param $n i32) (result i32) (local $sum i32)
		loop $l
		  local.get $sum i32.const 0 call $length i32.add local.set $sum
		  local.get $n i32.const 1 i32.sub local.tee $n br_if $l
		end
		local.get $sum)
	(data (i32.const 0) "a short text")`, 100_000},
}

// BenchmarkRun reports how long each program takes metered, as a multiple of
// how long it takes unmetered: the median over interleaved rounds.
func BenchmarkRun(b *testing.B) {
	for _, p := range programs {
		b.Run(p.name, func(b *testing.B) {
			r := newRuntime(b)
			module := assemble(p.text)
			plain, counted := instantiate(b, r, module), instantiate(b, r, metered(b, module))
			var ratios []float64
			for b.Loop() {
				before := elapsed(b, plain, p.arg)
				ratios = append(ratios, elapsed(b, counted, p.arg).Seconds()/before.Seconds())
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "x")
			b.ReportMetric(float64(counted.used())/float64(len(ratios)), "fuel/op")
		})
	}
}

// BenchmarkRewrite counts bytes of the module; compiled ones are mostly data.
func BenchmarkRewrite(b *testing.B) {
	modules := map[string][]byte{}
	for _, m := range realModules(b) {
		modules[m.name], _ = m.read(b)
	}
	maps.Copy(modules, hostile())
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		b.Run(name, func(b *testing.B) {
			m, err := wasm.ReadWithin(modules[name], wasm.DefaultCaps())
			if err != nil {
				b.Fatal(err)
			}
			code := 0
			for _, span := range m.Code {
				code += span.Size
			}
			var out []byte
			b.ReportAllocs()
			for b.Loop() {
				if out, err = Rewrite(m); err != nil {
					b.Fatal(err)
				}
			}
			perOp := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(1000*perOp/float64(code)*(1<<20), "ms/MB-code")
			b.ReportMetric(100*float64(len(out))/float64(len(m.Raw))-100, "%-larger")
		})
	}
}

func elapsed(b *testing.B, g *guest, arg uint64) time.Duration {
	start := time.Now()
	if _, err := g.call("run", arg); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}
