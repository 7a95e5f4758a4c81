;; tries: recursion from within 100 handlers
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (tag $e)
  (func $f
    (@repeat 100 block try_table (catch_all 0))
    (call $f)
    (@repeat 100 end end))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
