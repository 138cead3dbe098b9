{{- define "penumbra.account" -}}
{{ .Values.serviceAccount.name | default .Release.Name }}
{{- end }}
{{- define "penumbra.labels" -}}
app.kubernetes.io/name: penumbra
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
