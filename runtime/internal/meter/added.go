package meter

import "github.com/sandpiper-checks/sandpiper/runtime/wasm"

// counters are the globals that are added to a module, in the order of their
// indices in plan.
func (p *plan) counters() [][]byte {
	i64 := func(v int64) instructions {
		c := instructions{byte(wasm.I64), mutable}
		c.i64(v)
		c.op(wasm.OpEnd)
		return c
	}
	i32 := func(v int32) instructions {
		c := instructions{byte(wasm.I32), mutable}
		c.i32(v)
		c.op(wasm.OpEnd)
		return c
	}
	counters := [][]byte{i64(0), i64(-Reserve), i64(2 * Slice), i32(0), i32(Depth)}
	if p.catches {
		counters = append(counters, i32(0), i64(0))
	}
	return counters
}

// refuelBody is (param units i32): it charges, and yields when the fuel is
// below zero.
func (p *plan) refuelBody() []byte {
	const units, left = 0, 1
	c := instructions{1, 1, byte(wasm.I64)} // one local of its own
	c.op(wasm.OpGlobalGet, p.fuel)
	c.op(wasm.OpLocalGet, units)
	c.op(wasm.OpI64ExtendI32U)
	c.op(wasm.OpI64Sub)
	c.op(wasm.OpLocalTee, left)
	c.op(wasm.OpGlobalSet, p.fuel)
	c.op(wasm.OpLocalGet, left)
	c.i64(0)
	c.op(wasm.OpI64LtS)
	c.when()
	c.op(wasm.OpLocalGet, left)
	c.op(wasm.OpCall, p.yield())
	c.op(wasm.OpGlobalSet, p.fuel)
	c.op(wasm.OpEnd)
	c.op(wasm.OpEnd)
	return c
}

// returnedBody is (): it hands over to the host with what fuel there is.
func (p *plan) returnedBody() []byte {
	c := instructions{0}
	c.op(wasm.OpGlobalGet, p.fuel)
	c.op(wasm.OpCall, p.yield())
	c.op(wasm.OpGlobalSet, p.fuel)
	c.op(wasm.OpEnd)
	return c
}

// holdBody is (param base i64) (param level i32) (param clauses i32), called
// before a try_table that is the level-th within a function at whose entry
// base units were held. The copy that the engine makes is as long as its stack,
// which doubles when it must grow. It is charged and held; what is searched
// when an exception is thrown counts as if it were part of it.
func (p *plan) holdBody() []byte {
	const base, level, clauses, size = 0, 1, 2, 3
	c := instructions{1, 1, byte(wasm.I32)} // one local of its own
	c.op(wasm.OpGlobalGet, p.high)
	c.i32(highShift - 1) // twice the depth, in its units
	c.op(wasm.OpI32ShrU)
	c.op(wasm.OpLocalGet, clauses)
	c.op(wasm.OpI32Add)
	c.i32(smallestStack)
	c.op(wasm.OpI32Add)
	c.op(wasm.OpLocalTee, size)
	c.op(wasm.OpI64ExtendI32U)
	c.op(wasm.OpLocalGet, level)
	c.op(wasm.OpI64ExtendI32U)
	c.op(wasm.OpI64Mul)
	c.op(wasm.OpLocalGet, base)
	c.op(wasm.OpI64Add)
	c.op(wasm.OpGlobalSet, p.held)
	c.op(wasm.OpGlobalGet, p.held)
	c.i64(heldLimit)
	c.op(wasm.OpI64GeU)
	c.when()
	c.i32(-1)
	c.op(wasm.OpGlobalSet, p.used)
	c.op(wasm.OpUnreachable)
	c.op(wasm.OpEnd)
	c.op(wasm.OpLocalGet, size)
	c.i32(tryUnits)
	c.op(wasm.OpI32Add)
	c.op(wasm.OpCall, p.refuel)
	c.op(wasm.OpEnd)
	return c
}
