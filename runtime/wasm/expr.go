package wasm

import "encoding/binary"

// Expr is a constant expression (spec §3.3.10). In core 2.0 it is always one
// instruction that yields one value, and an end.
type Expr struct {
	Op    Opcode // a const, ref.null, ref.func or global.get
	Value uint64 // bits of the constant (not of v128.const), the index, or the type of ref.null
	Span         // with its end
}

// expr reads a constant expression that yields a value of type want.
func (p *parser) expr(want ValueType) Expr {
	start := p.at
	op, row := p.opcode()
	e := Expr{Op: op}
	var got ValueType
	switch e.Op {
	case OpI32Const:
		e.Value, got = p.constant(row), I32
	case OpI64Const:
		e.Value, got = p.constant(row), I64
	case OpF32Const:
		e.Value, got = p.constant(row), F32
	case OpF64Const:
		e.Value, got = p.constant(row), F64
	case OpV128Const:
		e.Value, got = p.constant(row), V128
	case OpRefNull:
		got = p.refType()
		e.Value = uint64(got)
	case OpRefFunc:
		e.Value, got = uint64(p.index("function", p.m.FunctionCount())), FuncRef
	case OpGlobalGet:
		// Only imports are known before the module's own globals have values.
		x := p.index("imported global", len(p.m.importedGlobals))
		if p.err != nil {
			break
		}
		g := p.m.importedGlobals[x]
		if g.Mutable {
			p.fail(start, "global %d is mutable, hence not constant", x)
		}
		e.Value, got = uint64(x), g.Type
	case OpI32Add, OpI32Sub, OpI32Mul, OpI64Add, OpI64Sub, OpI64Mul:
		p.fail(start, "extended constant expressions are not supported")
	default:
		p.fail(start, "%s is not constant", e.Op)
	}
	if p.err == nil && got != want {
		p.fail(start, "the expression yields %s where %s is needed", got, want)
	}
	at := p.at
	if op, _ := p.opcode(); p.err == nil && op != OpEnd {
		p.constantGoesOn(at, op)
	}
	e.Span = p.span(start)
	return e
}

// constant reads the value of a const instruction as bits (spec §5.4.7). The 16
// bytes of a v128.const are only passed over.
func (r *reader) constant(row *row) uint64 {
	switch row.imm {
	case withI32:
		return uint64(uint32(r.signed(32)))
	case withI64:
		return uint64(r.signed(64))
	case withF32:
		if b := r.take(4, row.name); b != nil {
			return uint64(binary.LittleEndian.Uint32(b))
		}
	case withF64:
		if b := r.take(8, row.name); b != nil {
			return binary.LittleEndian.Uint64(b)
		}
	case withV128:
		r.take(16, row.name)
	}
	return 0
}

func (p *parser) constantGoesOn(at int, op Opcode) {
	switch op {
	case OpI32Const, OpI64Const, OpGlobalGet:
		p.fail(at, "extended constant expressions are not supported")
	default:
		p.fail(at, "a constant expression has more than one instruction")
	}
}
