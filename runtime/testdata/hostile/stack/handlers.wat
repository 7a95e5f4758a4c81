;; tries: recursion in which every call has a handler
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (tag $e)
  (func $f
    (block $caught
      (try_table (catch_all $caught) (call $f))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
