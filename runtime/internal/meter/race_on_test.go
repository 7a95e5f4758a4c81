//go:build race

package meter

// raced says that the race detector watches the tests. It sees nothing of what
// guests do, makes the engine ten times slower, and so is spared what would take
// most of the time: to use up the engine's stack, and modules of megabytes.
const raced = true
