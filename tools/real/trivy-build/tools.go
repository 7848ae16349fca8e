//go:build tools

// Package build names the program to build, so that go.sum can pin everything it is made of.
package build

import _ "github.com/aquasecurity/trivy/cmd/trivy"
