;; tries: a check_run that is a global
;; meets: bad module
;; detail: it exports no function check_run () -> i32
(module
  (memory (export "memory") 1)
  (global (export "check_run") i32 (i32.const 0))
  (func (export "sandpiper_abi_v1")))
