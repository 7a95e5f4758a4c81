;; tries: tail calls to a function of more parameters, for which the engine keeps the frame
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (func $f (return_call $g (@repeat 40 (i64.const 1))))
  (func $g (param (@repeat 40 i64)) (return_call $f))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
