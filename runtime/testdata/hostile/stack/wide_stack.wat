;; tries: recursion below 500 operands that wait on the stack
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (func $f (param $n i32) (result i32)
    (@repeat 500 (i32.load (local.get $n)))
    (call $f (local.get $n))
    (@repeat 500 i32.add))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f (i32.const 4))))
