;; tries: an exception that nobody catches
;; meets: trap
;; detail: uncaught exception
(module
  (memory (export "memory") 1)
  (tag $e)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (throw $e)))
