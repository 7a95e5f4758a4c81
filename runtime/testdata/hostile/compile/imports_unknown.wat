;; tries: a function that the host does not have
;; meets: bad module
;; detail: it imports what this host does not have: env.system; …
(module
  (import "env" "system" (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
