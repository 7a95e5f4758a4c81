;; tries: check_run that calls itself
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (export "check_run" (func $f))
  (func $f (result i32) (call $f))
  (func (export "sandpiper_abi_v1")))
