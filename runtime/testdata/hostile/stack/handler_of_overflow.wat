;; tries: a handler that wants to catch the end of the stack, and go on
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (func $f (call $f))
  (func $g (loop (block $caught (try_table (catch_all $caught) (call $f))) (br 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $g)
    (i32.const 0)))
