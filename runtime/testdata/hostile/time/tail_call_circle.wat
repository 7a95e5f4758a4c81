;; tries: three functions that hand over to each other through a table by tail calls, for ever
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000001
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (table 3 funcref)
  (elem (i32.const 0) $a $b $c)
  (func $a (return_call_indirect (i32.const 1)))
  (func $b (return_call_indirect (i32.const 2)))
  (func $c (return_call_indirect (i32.const 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $a)
    (i32.const 0)))
